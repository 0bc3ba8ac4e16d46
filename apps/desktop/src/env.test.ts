import { expect, test } from 'vitest';
import { readBuildEnv, readDevEnv } from './env.ts';

test.each([
  [{ GEKO_URL: 'https://geko.example' }, 'https://geko.example'],
  [{ GEKO_URL: 'https://geko.example/some/where' }, 'https://geko.example'],
  [{ GEKO_URL: 'http://localhost:3000' }, 'http://localhost:3000'],
  [{ GEKO_URL: 'http://127.0.0.1:3000' }, 'http://127.0.0.1:3000'],
  [{ GEKO_URL: '' }, null],
  [{}, null],
])('%j leads to %s', (env, origin) => {
  expect(readBuildEnv(env).origin).toBe(origin);
  expect(readDevEnv(env).origin).toBe(origin);
});

test.each([
  [{ GEKO_URL: 'http://geko.example' }, 'GEKO_URL'],
  [{ GEKO_URL: 'geko.example' }, 'GEKO_URL'],
  [{ GEKO_URL: 'file:///etc' }, 'GEKO_URL'],
  [{ GEKO_DESKTOP_UPDATE_URL: 'http://updates.example' }, 'GEKO_DESKTOP_UPDATE_URL'],
])('%j is refused by name', (env, name) => expect(() => readBuildEnv(env)).toThrow(name));
