import { globSync, readFileSync } from 'node:fs';
import { dirname } from 'node:path';
import { fileURLToPath } from 'node:url';
import { expect, test } from 'vitest';
import { routeTable } from './route-table.ts';

const app = fileURLToPath(new URL('../../../../apps/web/src/app', import.meta.url));

/** The HTTP methods that a route file of Next exports. */
function exportedMethods(source: string): string[] {
  const names = [
    ...source.matchAll(/export\s+(?:const|async function|function)\s+(\w+)/gu),
    ...source.matchAll(/(?:\{|,)\s*(?:\w+\s+as\s+)?(\w+)\s*(?=[,}])(?=[^{}]*\})/gu),
  ].map(([, name = '']) => name);
  const methods = ['GET', 'HEAD', 'POST', 'PUT', 'PATCH', 'DELETE', 'OPTIONS'];
  return [...new Set(names)].filter((name) => methods.includes(name)).toSorted();
}

test("the web app's route files are the route table", () => {
  const files = globSync('**/route.{ts,tsx,js}', { cwd: app });
  const found = files.map((file) => [
    dirname(file),
    exportedMethods(readFileSync(`${app}/${file}`, 'utf8')),
  ]);
  const listed = Object.entries(routeTable).map(([path, methods]) => [
    path,
    Object.keys(methods).toSorted(),
  ]);
  expect(Object.fromEntries(found)).toEqual(Object.fromEntries(listed));
  expect(found).toHaveLength(listed.length);
});
