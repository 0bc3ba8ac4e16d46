import { afterEach, beforeEach, expect, test, vi } from 'vitest';
import { Breaker, type Verdict } from './breaker.ts';

beforeEach(() => vi.useFakeTimers({ now: 1_000_000 }));
afterEach(() => vi.useRealTimers());

function breakerOf() {
  const changes: string[] = [];
  const breaker = new Breaker({ failures: 3, halfOpenAfterMs: 10_000 }, (state) =>
    changes.push(state),
  );
  const say = async (...verdicts: Verdict[]) => {
    for (const verdict of verdicts) await breaker.watch(Promise.resolve(verdict));
  };
  return { breaker, changes, say };
}

test('opens after failures in a row; what is well between them begins anew, what says nothing changes nothing', async () => {
  const { breaker, changes, say } = breakerOf();
  await say('broken', 'broken', 'well', 'broken', 'broken');
  expect(breaker.state).toBe('closed');
  await say('unknown', 'broken');
  expect(breaker.state).toBe('open');
  expect(breaker.waitMs(Date.now())).toBe(10_000);
  expect(changes).toEqual(['broken']);
});

test('half open, one call tries: the others wait until it has told', async () => {
  const { breaker, changes, say } = breakerOf();
  await say('broken', 'broken', 'broken');
  vi.advanceTimersByTime(10_000);
  expect(breaker.waitMs(Date.now())).toBe(0);
  const probe = Promise.withResolvers<Verdict>();
  const watched = breaker.watch(probe.promise);
  expect(breaker.state).toBe('half_open');
  expect(breaker.waitMs(Date.now())).toBe(1_000);
  probe.resolve('well');
  await watched;
  expect([breaker.state, breaker.waitMs(Date.now())]).toEqual(['closed', 0]);
  expect(changes).toEqual(['broken', 'mended']);
});

test.each(['broken', 'unknown'] as const)('a try that ends %s opens it again', async (verdict) => {
  const { breaker, changes, say } = breakerOf();
  await say('broken', 'broken', 'broken');
  vi.advanceTimersByTime(12_000);
  await say(verdict);
  expect(breaker.waitMs(Date.now())).toBe(10_000);
  expect(changes).toEqual(['broken', 'broken']);
});

test('what another process has found is known here, and tried here when its time has come', async () => {
  const { breaker, changes, say } = breakerOf();
  breaker.hearBroken(Date.now() - 4_000);
  expect([breaker.state, breaker.waitMs(Date.now())]).toEqual(['open', 6_000]);
  vi.advanceTimersByTime(6_000);
  await say('well');
  expect(breaker.state).toBe('closed');
  expect(changes).toEqual(['mended']);

  await say('broken', 'broken', 'broken');
  breaker.hearMended();
  await say('broken', 'broken');
  expect(breaker.state).toBe('closed');
});
