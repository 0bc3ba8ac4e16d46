import { Validator } from '@seriousme/openapi-schema-validator';
import { expect, test } from 'vitest';
import { routeTable } from '../http/route-table.ts';
import { isInQuery, otherFields, pathFields } from './endpoint.ts';
import { namedOutputs } from './named-outputs.ts';
import { apiDocument } from './openapi-route.ts';
import { endpoints, restTable } from './rest-table.ts';

const document = apiDocument();

test('the document is OpenAPI 3.1', async () => {
  const validator = new Validator();
  const { valid, errors } = await validator.validate(structuredClone(document));
  expect(errors ?? []).toEqual([]);
  expect(valid).toBe(true);
  expect(validator.version).toBe('3.1');
});

test('it has every endpoint once, and every route of /api/v1', () => {
  const told = Object.entries(document.paths).flatMap(([path, methods]) =>
    Object.keys(methods).map((method) => `${method.toUpperCase()} ${path}`),
  );
  const rows = endpoints.map(({ method, path }) => `${method} ${path}`);
  expect(told.toSorted()).toEqual(rows.toSorted());
  const own = Object.entries(routeTable).flatMap(([path, methods]) => {
    const [, below = ''] = /^api\/v1(\/.*)$/u.exec(path) ?? [];
    const isAll = below === '' || below.includes('[...') || below === '/openapi.json';
    const name = below.replaceAll(/\[(\w+)\]/gu, '{$1}');
    return isAll ? [] : Object.keys(methods).map((method) => `${method} ${name}`);
  });
  expect(own.length).toBeGreaterThan(2);
  expect(told).toEqual(expect.arrayContaining(own));
});

test('operations have names of their own', () => {
  const names = endpoints.map(({ operationId }) => operationId);
  expect(new Set(names).size).toBe(names.length);
});

test.each(endpoints)('$method $path has a place for every field', (endpoint) => {
  const fields = Object.keys(endpoint.input.shape);
  expect(fields).toEqual(expect.arrayContaining(pathFields(endpoint.path)));
  // A body of DELETE is nothing to rely on.
  if (endpoint.method === 'DELETE') expect(otherFields(endpoint)).toEqual([]);
  expect(fields).toEqual(expect.arrayContaining(Object.keys(endpoint.example)));
  expect(isInQuery(endpoint)).toBe(endpoint.method === 'GET');
});

test('no two rows answer the same call', () => {
  const shapes = restTable.map(
    ({ method, path }) => `${method} ${path.replaceAll(/\{\w+\}/gu, '*')}`,
  );
  expect(new Set(shapes).size).toBe(shapes.length);
});

test('what has a name is referred to', () => {
  const text = JSON.stringify(document);
  const unused = Object.keys(namedOutputs).filter(
    (name) => !text.includes(`"#/components/schemas/${name}"`),
  );
  expect(unused).toEqual([]);
});

test('nothing in it refers to what is not there', () => {
  const refs = [...JSON.stringify(document).matchAll(/"\$ref":"#\/components\/schemas\/(\w+)"/gu)];
  const missing = refs
    .map(([, name = '']) => name)
    .filter((name) => !(name in document.components.schemas));
  expect(missing).toEqual([]);
});

test('refusals have the statuses of their dialect', () => {
  const statusesOf = (path: string) => Object.keys(document.paths[path]?.['post']?.responses ?? {});
  expect(statusesOf('/messages')).toContain('529');
  expect(statusesOf('/messages')).not.toContain('503');
  expect(statusesOf('/chat/completions')).toContain('503');
  const unknown = document.paths['/chat/completions']?.['post']?.responses['404'];
  expect(unknown?.description).toContain('MODEL_UNKNOWN');
});
