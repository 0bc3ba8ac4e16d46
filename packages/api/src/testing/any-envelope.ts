import fc from 'fast-check';

/** Ways to an object's prototype, and to places that are not there. */
const hostilePaths = [
  '__proto__',
  '__proto__.isAdmin',
  'constructor',
  'constructor.prototype.isAdmin',
  'prototype.isAdmin',
  'workspaceId.__proto__.isAdmin',
  '0',
  '',
  'a.b.c',
  String.raw`__proto__\.isAdmin`,
];

/** What superjson may be told that a value is, also what it is not and what there is not. */
const kinds: unknown[] = [
  'Date',
  'bigint',
  'URL',
  'regexp',
  'set',
  'map',
  'undefined',
  'number',
  'Error',
  'what',
  ['class', 'Buffer'],
  ['custom', 'x'],
  ['symbol', 'x'],
  ['typed-array', 'Uint8Array'],
  7,
  null,
];

const polluted = ['__proto__', 'constructor', 'prototype'];
const payloads: unknown[] = [
  { isAdmin: true },
  { prototype: { isAdmin: true } },
  'isAdmin',
  null,
  [],
];

/**
 * Bodies of a procedure in superjson's form that no client of ours writes: keys that reach for prototypes, in the
 * values and in the notes on them. fields: names from the procedure's own schema.
 */
export function anyEnvelope(
  fields: readonly string[],
): fc.Arbitrary<(right: Record<string, unknown>) => string> {
  const path = fc.constantFrom(...hostilePaths, ...fields);
  const kind = fc.constantFrom(...kinds);
  const json = fc.tuple(fc.constantFrom(...polluted, ...fields), fc.constantFrom(...payloads)).map(
    ([key, payload]) =>
      (right: Record<string, unknown>) =>
        Object.fromEntries([...Object.entries(right), [key, payload]]),
  );
  const inner = fc.tuple(path, fc.tuple(kind)).map((pair) => Object.fromEntries([pair]));
  // In the place of what is inside, a text makes superjson go round until the stack ends: seldom, for that takes long.
  const note = fc.oneof(
    { weight: 10, arbitrary: fc.tuple(kind) },
    { weight: 9, arbitrary: fc.tuple(kind, inner) },
    { weight: 1, arbitrary: fc.tuple(kind, kind) },
  );
  const values = fc.array(fc.tuple(path, note), { maxLength: 3 });
  const equalities = fc.array(fc.tuple(path, fc.array(path, { maxLength: 2 })), { maxLength: 2 });
  const meta = fc.oneof(
    fc.record({
      values: values.map((pairs) => Object.fromEntries(pairs)),
      referentialEqualities: equalities.map((pairs) => Object.fromEntries(pairs)),
      v: fc.constantFrom(1, 99, '__proto__'),
    }),
    fc.constantFrom<unknown>(7, 'x', [], null, { values: 'x' }, { values: ['Date'] }),
  );
  return fc.tuple(json, meta, fc.boolean()).map(
    ([change, notes, isChanged]) =>
      (right: Record<string, unknown>) =>
        JSON.stringify({ json: isChanged ? change(right) : right, meta: notes }),
  );
}
