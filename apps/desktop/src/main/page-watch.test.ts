import { expect, test } from 'vitest';
import { watchLoads } from './page-watch.ts';

function open() {
  const listeners = new Map<string, (...told: unknown[]) => void>();
  const away: string[] = [];
  watchLoads(
    { on: (event: string, listener: never) => listeners.set(event, listener) },
    {
      origin: 'https://geko.example',
      onAway: (path) => away.push(path),
    },
  );
  const fail = (url: string, code = -105, isMainFrame = true) =>
    listeners.get('did-fail-load')?.({}, code, 'x', url, isMainFrame);
  const arrive = (url: string, status: number) => listeners.get('did-navigate')?.({}, url, status);
  return { away, fail, arrive };
}

test('a page that cannot be had is told with its place', () => {
  const { away, fail, arrive } = open();
  fail('https://geko.example/w/acme?tab=plan');
  arrive('https://geko.example/w/acme/c/1', 503);
  arrive('https://geko.example/', 502);
  expect(away).toEqual(['/w/acme?tab=plan', '/w/acme/c/1', '/']);
});

test('what is no page of the server, was given up, or says something itself is not', () => {
  const { away, fail, arrive } = open();
  fail('https://geko.example/', -3);
  fail('https://geko.example/', -105, false);
  fail('geko-app://offline/index.html');
  fail('https://evil.test/');
  arrive('https://geko.example/nowhere', 404);
  arrive('https://geko.example/', 500);
  arrive('https://evil.test/', 503);
  expect(away).toEqual([]);
});
