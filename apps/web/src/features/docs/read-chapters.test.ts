import { expect, test } from 'vitest';
import { apiDocument } from '@geko/api/rest/openapi-route';
import { readChapters } from './read-chapters.ts';

const chapters = readChapters(apiDocument());
const operations = chapters.flatMap((chapter) => chapter.operations);

test('the page has every call of the document, once', () => {
  const names = operations.map(({ method, path }) => `${method} ${path}`);
  const told = Object.entries(apiDocument().paths).flatMap(([path, methods]) =>
    Object.keys(methods).map((method) => `${method.toUpperCase()} ${path}`),
  );
  expect(names.toSorted()).toEqual(told.toSorted());
  expect(new Set(operations.map(({ id }) => id)).size).toBe(operations.length);
});

test('a call says what it takes, what it answers, and what it may be refused for', () => {
  const found = operations.find(({ id }) => id === 'changeMemberRole');
  expect(found).toMatchObject({
    method: 'PATCH',
    needsCredential: true,
    answer: { status: '200', type: '{\n  ok: true\n}' },
    body: { type: '{\n  roleId: string\n}', example: '{\n  "roleId": "editor"\n}' },
  });
  expect(found?.fields.map(({ name, place }) => `${place} ${name}`)).toEqual([
    'path workspaceId',
    'path userId',
  ]);
  const statuses = found?.refusals.map(({ status }) => status);
  expect(statuses).toEqual(expect.arrayContaining(['400', '401', '403', '404', '409', '429']));
  expect(operations.find(({ id }) => id === 'login')?.needsCredential).toBe(false);
});
