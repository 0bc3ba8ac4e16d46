import { expect, onTestFinished, test, vi } from 'vitest';
import { backoffMs, createReconnect } from './reconnect.ts';

function open(answers: boolean[]) {
  vi.useFakeTimers();
  onTestFinished(() => void vi.useRealTimers());
  const backTo: string[] = [];
  let tries = 0;
  const reconnect = createReconnect({
    isUp: () => {
      tries += 1;
      return Promise.resolve(answers.shift() ?? false);
    },
    onBack: (path) => backTo.push(path),
  });
  return { reconnect, backTo, tries: () => tries };
}

test('it waits longer each time, up to half a minute', () => {
  expect([0, 1, 2, 3, 4, 5, 6, 1_000].map(backoffMs)).toEqual([
    1_000, 2_000, 4_000, 8_000, 16_000, 30_000, 30_000, 30_000,
  ]);
});

test('the person comes back to where they were, once', async () => {
  const { reconnect, backTo, tries } = open([false, false, true]);
  reconnect.begin('/w/acme/c/1');
  // A second load that fails is the same time away.
  reconnect.begin('/other');
  await vi.advanceTimersByTimeAsync(1_000 + 2_000);
  expect(backTo).toEqual([]);
  await vi.advanceTimersByTimeAsync(4_000);
  expect(backTo).toEqual(['/w/acme/c/1']);
  await vi.advanceTimersByTimeAsync(60_000);
  expect(tries()).toBe(3);
});

test('a press tries at once; then there is nothing more to try', async () => {
  const { reconnect, backTo, tries } = open([false, true, true]);
  reconnect.begin('/w/acme');
  await expect(reconnect.tryNow()).resolves.toBe(false);
  await expect(reconnect.tryNow()).resolves.toBe(true);
  expect(backTo).toEqual(['/w/acme']);
  await vi.advanceTimersByTimeAsync(60_000);
  expect(tries()).toBe(2);
  // Who is not away learns that the server answers, and stays.
  await expect(reconnect.tryNow()).resolves.toBe(true);
  expect(backTo).toHaveLength(1);
});

test('a press and a wait that end together lead back once', async () => {
  const { reconnect, backTo } = open([true, true]);
  reconnect.begin('/w/acme');
  await Promise.all([reconnect.tryNow(), reconnect.tryNow()]);
  expect(backTo).toEqual(['/w/acme']);
});

test('it stops with the app', async () => {
  const { reconnect, tries } = open([false]);
  reconnect.begin('/w/acme');
  reconnect.stop();
  await vi.advanceTimersByTimeAsync(60_000);
  expect(tries()).toBe(0);
});
