import { expect, test } from 'vitest';
import { packCalls, unpackCalls, type CallFact } from './call-fact.ts';

const fact = (more: Partial<CallFact> = {}): CallFact => ({
  id: '0198f000-0000-7000-8000-000000000001',
  workspaceId: '0198f000-0000-7000-8000-000000000002',
  modelId: 'gpt-5-nano',
  provider: 'openai',
  keyAlias: 'openai-1',
  source: 'api',
  outcome: 'finished',
  endedAt: 1_795_000_000_000,
  durationMs: 1234,
  timeToFirstTokenMs: 200,
  inputTokens: 10,
  outputTokens: 20,
  ...more,
});

test('what one process packs another one reads', () => {
  const facts = [fact(), fact({ keyAlias: null, timeToFirstTokenMs: null, source: 'chat' })];
  const [message = '', ...more] = packCalls('me', facts);
  expect(more).toEqual([]);
  expect(unpackCalls(message)).toEqual({ from: 'me', calls: facts });
});

test('however many there are, no message is longer than NOTIFY takes, and none is lost', () => {
  const facts = Array.from({ length: 500 }, (_, n) =>
    fact({ id: String(n), modelId: 'ü'.repeat(n % 90) }),
  );
  const messages = packCalls('me', facts);
  for (const message of messages) expect(Buffer.byteLength(message)).toBeLessThan(8_000);
  expect(messages.flatMap((message) => unpackCalls(message)?.calls ?? [])).toEqual(facts);
  // Full ones, not one call each.
  expect(messages.length).toBeLessThan(30);
});

test('a call too long for any message is left out, the others are not', () => {
  const facts = [fact(), fact({ id: 'long', modelId: 'x'.repeat(9_000) }), fact()];
  expect(packCalls('me', facts).flatMap((message) => unpackCalls(message)?.calls ?? [])).toEqual([
    fact(),
    fact(),
  ]);
});

test.each(['', 'x', 'null', '{}', '{"from":"a","calls":[[1]]}', '{"from":1,"calls":[]}'])(
  '%j says nothing',
  (payload) => expect(unpackCalls(payload)).toBeNull(),
);
