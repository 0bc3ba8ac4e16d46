import fc from 'fast-check';
import { expect, test } from 'vitest';
import { fingerprintOf } from './fingerprint.ts';

/** The same data, its fields in the opposite order. */
function reversed(value: unknown): unknown {
  if (Array.isArray(value)) return value.map(reversed);
  if (typeof value !== 'object' || value === null) return value;
  return Object.fromEntries(
    Object.entries(value)
      .toReversed()
      .map(([name, part]) => [name, reversed(part)]),
  );
}

test('the order of fields does not matter, anything else does', () => {
  fc.assert(
    fc.property(fc.jsonValue({ maxDepth: 4 }), (body) => {
      expect(fingerprintOf('POST /x', reversed(body))).toBe(fingerprintOf('POST /x', body));
    }),
  );
  expect(fingerprintOf('POST /x', { a: [1, 2] })).not.toBe(fingerprintOf('POST /x', { a: [2, 1] }));
  expect(fingerprintOf('POST /x', { a: 1 })).not.toBe(fingerprintOf('POST /x', { a: '1' }));
  expect(fingerprintOf('POST /x', { a: 1 })).not.toBe(fingerprintOf('POST /y', { a: 1 }));
  expect(fingerprintOf('POST /x', { a: 1 })).toMatch(/^[0-9a-f]{64}$/u);
});
