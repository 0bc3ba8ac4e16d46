import { afterEach, beforeEach, expect, test, vi } from 'vitest';
import { createLogger } from '@geko/telemetry/create-logger';
import { runEvery } from './run-every.ts';

const lines: string[] = [];
const log = createLogger({
  name: 'test',
  level: 'debug',
  to: { write: (line: string) => void lines.push(line) },
});
const said = (text: string) => lines.filter((line) => line.includes(text)).length;
const pause = (ms: number) => new Promise((resolve) => setTimeout(resolve, ms));

beforeEach(() => lines.splice(0));
afterEach(() => vi.restoreAllMocks());

test('runs at once and again, never two at a time', async () => {
  let running = 0;
  let most = 0;
  let runs = 0;
  const stop = runEvery({
    everyMs: 5,
    log,
    task: async () => {
      runs += 1;
      most = Math.max(most, (running += 1));
      await pause(20);
      running -= 1;
    },
  });
  await pause(150);
  await stop();
  expect(runs).toBeGreaterThan(2);
  expect(most).toBe(1);
});

test('failures do not end it; the log hears of the first and of the recovery', async () => {
  let runs = 0;
  const stop = runEvery({
    everyMs: 10,
    log,
    task: () => {
      runs += 1;
      return runs <= 3 ? Promise.reject(new Error('away')) : Promise.resolve();
    },
  });
  await vi.waitUntil(() => said('works again') === 1, { timeout: 5000 });
  await stop();
  expect(runs).toBeGreaterThan(3);
  expect(said('will go on trying')).toBe(1);
});

test('stop waits for the run under way, and nothing runs after it', async () => {
  let ended = 0;
  const stop = runEvery({
    everyMs: 1,
    log,
    task: async () => {
      await pause(50);
      ended += 1;
    },
  });
  await stop();
  expect(ended).toBe(1);
  await pause(80);
  expect(ended).toBe(1);
});
