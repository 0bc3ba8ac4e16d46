import { expect, test } from 'vitest';
import type { CallFact } from './call-fact.ts';
import { createTrafficWindow } from './traffic-window.ts';

const MINUTE = 60_000;
const NOON = Date.UTC(2026, 10, 22, 12);

const call = (more: Partial<CallFact> = {}): CallFact => ({
  id: 'a',
  workspaceId: 'w',
  modelId: 'm',
  provider: 'openai',
  keyAlias: 'openai-1',
  source: 'api',
  outcome: 'finished',
  endedAt: NOON,
  durationMs: 1000,
  timeToFirstTokenMs: 100,
  inputTokens: 5,
  outputTokens: 50,
  ...more,
});

test('an empty window tells nothing, not zero', () => {
  expect(createTrafficWindow().figures(NOON, { isByKey: true })).toEqual({
    totals: {
      requests: 0,
      failures: 0,
      averageMs: null,
      averageFirstTokenMs: null,
      tokensPerSecond: null,
    },
    routes: [],
  });
});

test('figures by provider and key, the busiest first, and their sum', () => {
  const window = createTrafficWindow();
  window.add(call());
  window.add(call({ durationMs: 3000, timeToFirstTokenMs: 300, outputTokens: 150 }));
  window.add(call({ outcome: 'stopped', timeToFirstTokenMs: null, outputTokens: 0 }));
  window.add(call({ keyAlias: 'openai-2', outcome: 'failed', outputTokens: 0, durationMs: 40 }));
  window.add(call({ provider: 'groq', keyAlias: null, outcome: 'interrupted', durationMs: 0 }));
  const { totals, routes } = window.figures(NOON, { isByKey: true });
  expect(routes).toMatchObject([
    {
      provider: 'openai',
      keyAlias: 'openai-1',
      requests: 3,
      failures: 0,
      averageFirstTokenMs: 200,
    },
    { provider: 'openai', keyAlias: 'openai-2', requests: 1, failures: 1, tokensPerSecond: null },
    { provider: 'groq', keyAlias: null, requests: 1, failures: 1 },
  ]);
  // 200 tokens in 4 s; what brought none counts for no speed.
  expect(routes[0]).toMatchObject({ tokensPerSecond: 50, averageMs: 1667 });
  expect(totals).toMatchObject({ requests: 5, failures: 2 });
});

test('by provider alone, keys come together and are not named', () => {
  const window = createTrafficWindow();
  window.add(call());
  window.add(call({ keyAlias: 'openai-2', outcome: 'failed' }));
  expect(window.figures(NOON, { isByKey: false }).routes).toMatchObject([
    { provider: 'openai', keyAlias: null, requests: 2, failures: 1 },
  ]);
});

test('what is older than fifteen minutes is forgotten', () => {
  const window = createTrafficWindow();
  window.add(call({ endedAt: NOON - 15 * MINUTE }));
  window.add(call({ endedAt: NOON - 14 * MINUTE }));
  expect(window.figures(NOON, { isByKey: true }).totals.requests).toBe(1);
  expect(window.figures(NOON + 2 * MINUTE, { isByKey: true }).routes).toEqual([]);
  // The last calls stay, however old.
  expect(window.calls()).toHaveLength(2);
});

test('the last fifty calls are kept, the newest first', () => {
  const window = createTrafficWindow();
  for (let n = 0; n < 60; n += 1) window.add(call({ id: String(n) }));
  expect(window.calls().map(({ id }) => id)).toEqual(
    Array.from({ length: 50 }, (_, n) => String(59 - n)),
  );
});
