import { expect, test } from 'vitest';
import { resolveSchema, schemaText } from './schema-text.ts';

const ref = (name: string) => ({ $ref: `#/components/schemas/${name}` });

test.each([
  [{ type: 'string' }, 'string'],
  [{ const: 'a' }, '"a"'],
  [{ enum: ['a', 'b'] }, '"a" | "b"'],
  [{ anyOf: [{ type: 'string' }, { type: 'null' }] }, 'string | null'],
  [{ type: 'array', items: { type: 'integer' } }, 'integer[]'],
  [{ type: 'array', items: { anyOf: [{ type: 'string' }, ref('Role')] } }, '(string | Role)[]'],
  [{ type: 'array', prefixItems: [{ const: 'a' }], items: false }, '["a"]'],
  [ref('Role'), 'Role'],
  [{}, 'any'],
  [{ type: 'object', properties: {} }, '{}'],
])('%j is written %s', (schema, text) => {
  expect(schemaText(schema)).toBe(text);
});

test('objects stand over several lines, and say what may be left out', () => {
  const inner = { type: 'object', properties: { id: { type: 'string' } }, required: ['id'] };
  const schema = { type: 'object', properties: { a: inner, b: ref('Role') }, required: ['a'] };
  expect(schemaText(schema)).toBe('{\n  a: {\n    id: string\n  }\n  b?: Role\n}');
});

test('a reference is looked up; one to nothing stays', () => {
  const named = { Role: { type: 'object' } };
  expect(resolveSchema(ref('Role'), named)).toBe(named.Role);
  expect(resolveSchema(ref('None'), named)).toEqual(ref('None'));
});
