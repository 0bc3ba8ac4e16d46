import { expect, test } from 'vitest';
import { z } from 'zod';
import { curlOf } from './curl-of.ts';
import type { Endpoint } from './endpoint.ts';

const endpoint = (facts: Partial<Endpoint>): Endpoint => ({
  method: 'POST',
  path: '/things',
  operationId: 'x',
  tag: 'Models',
  summary: 'x',
  access: { kind: 'program', scope: 'models', permission: null },
  input: z.object({ name: z.string(), id: z.string() }),
  output: z.object({}),
  status: 200,
  example: {},
  ...facts,
});

test('a body stands in quotes, or where the shell fills its variables in', () => {
  const plain = curlOf(endpoint({ example: { name: 'A' } }));
  expect(plain).toBe(`curl -X POST "$GEKO_URL/api/v1/things" \\
  -H "Authorization: Bearer $GEKO_API_KEY" \\
  -H "Content-Type: application/json" \\
  -d '{
  "name": "A"
}'`);
  expect(curlOf(endpoint({ example: { id: '$MEMBER_ID' } }))).toContain('-d @- <<JSON\n{');
  expect(curlOf(endpoint({ example: { name: "It's" } }))).toContain('-d @- <<JSON\n{');
});

test('a file is uploaded as one, and one that is answered is kept', () => {
  const upload = curlOf(
    endpoint({ bodyType: 'multipart/form-data', example: { name: 'a', id: '@speech.wav' } }),
  );
  expect(upload).toContain('-F name=a \\\n  -F id=@speech.wav');
  const spoken = curlOf(endpoint({ output: 'audio/mpeg', example: { name: 'A' } }));
  expect(spoken).toContain('--output answer.bin');
});

test('path and query are filled in; who needs no key shows none', () => {
  const access = { kind: 'anyone' } as const;
  const example = { id: '$MEMBER_ID', name: 'a' };
  expect(curlOf(endpoint({ method: 'GET', path: '/things/{id}', access, example }))).toBe(
    'curl "$GEKO_URL/api/v1/things/$MEMBER_ID?name=a"',
  );
});
