import fc from 'fast-check';
import { z } from 'zod';

type Input = Record<string, unknown>;

/** Texts that have broken programs: zero bytes, lone surrogates, quotes, paths, numbers in disguise. */
const nasty = fc.constantFrom(
  '',
  ' ',
  '\u0000',
  'a\u0000b',
  '\uD800',
  '\uDFFF\uD800',
  '\u202Eabc',
  '￿',
  "' or 1=1; --",
  '$1',
  '%s%n',
  '../../etc/passwd',
  '__proto__',
  'constructor',
  'toString',
  'null',
  'NaN',
  '-1',
  '1e400',
  '99999999999999999999',
  '{"a":1}',
  '<script>alert(1)</script>',
  '2026-02-30T25:61:61Z_x',
  '+275760-09-13T00:00:00.000Z_00000000-0000-0000-0000-000000000000',
  '0000-01-01T00:00:00.000Z_00000000-0000-0000-0000-000000000000',
  '9999-12',
  '0001-01',
  'a@b.co',
  'x'.repeat(201),
  'x'.repeat(10_000),
);

const numbers = fc.constantFrom(
  0,
  -0,
  -1,
  1,
  1.5,
  2 ** 31,
  2 ** 53,
  -(2 ** 63),
  1e308,
  Number.NaN,
  Infinity,
  10n ** 30n,
);

const anything: fc.Arbitrary<unknown> = fc.oneof(
  nasty,
  fc.string({ unit: 'binary' }),
  fc.uuid(),
  numbers,
  fc.jsonValue(),
  fc.constantFrom(
    null,
    undefined,
    true,
    false,
    [],
    {},
    new Date(0),
    new Date(Number.NaN),
    new Map([[1, 2]]),
    new Set([1]),
  ),
);

/** The names of a procedure's fields. */
export function fieldNames(schemas: readonly z.ZodType[]): string[] {
  return schemas.flatMap((schema) =>
    schema instanceof z.ZodObject ? Object.keys(schema.shape as object) : [],
  );
}

/**
 * Changes of a right input, drawn from a procedure's own schemas: a field replaced by anything,
 * fields left out or added, keys that reach for a prototype, or something else altogether in its place.
 */
export function anyInput(schemas: readonly z.ZodType[]): fc.Arbitrary<(right: Input) => unknown> {
  const names = fieldNames(schemas);
  const name =
    names.length === 0
      ? nasty
      : fc.oneof({ weight: 9, arbitrary: fc.constantFrom(...names) }, nasty);
  const replaced = fc
    .array(fc.tuple(name, anything), { minLength: 1, maxLength: 3 })
    .map((pairs) => (right: Input) => ({ ...right, ...Object.fromEntries(pairs) }));
  const dropped = name.map(
    (gone) => (right: Input) =>
      Object.fromEntries(Object.entries(right).filter(([key]) => key !== gone)),
  );
  const polluted = fc
    .tuple(fc.constantFrom('__proto__', 'constructor', 'prototype'), anything)
    .map((pair) => (right: Input) => Object.fromEntries([...Object.entries(right), pair]));
  const other = anything.map((value) => () => value);
  return fc.oneof(
    { weight: 8, arbitrary: replaced },
    { weight: 1, arbitrary: dropped },
    { weight: 1, arbitrary: polluted },
    { weight: 1, arbitrary: other },
  );
}
