import { expect, test } from 'vitest';
import { explainTokens, type BookedHold } from './explain-tokens.ts';
import type { LogEntry } from './request-log.ts';

/** A call of 9 tokens that gave 5, of them 2 reasoning, and told so. */
const call: LogEntry = {
  id: 'c1',
  at: '2026-11-01T00:00:00.000Z',
  dialect: 'chat:openai',
  path: '/v1/chat/completions',
  model: 'gpt-4o-mini',
  stream: true,
  keyLast4: 'st-1',
  headers: { 'x-geko-hold': 'h1' },
  promptTokens: 9,
  outputTokensSent: 3,
  reasoningTokens: 2,
  cachedTokens: 0,
  usageReported: { prompt_tokens: 9, completion_tokens: 5 },
  fault: null,
  tag: null,
  isCut: false,
  state: 'done',
  outcome: 'completed',
  status: 200,
  text: '',
};

const told: BookedHold = {
  id: 'h1',
  status: 'settled',
  heldInput: 12,
  receipt: { by: 'told', outcome: 'finished', input: 9, output: 5 },
};
const estimate = (input: number, output: number, outcome = 'stopped'): BookedHold => ({
  ...told,
  receipt: { by: 'estimate', outcome, input, output },
});

const unused: BookedHold = {
  ...told,
  receipt: { by: 'unused', outcome: 'failed', input: 0, output: 0 },
};

/** Broken off before the provider told its counts. */
const broken: LogEntry = { ...call, outcome: 'aborted-by-client', usageReported: null };
const refused: LogEntry = {
  ...broken,
  outcome: 'refused',
  outputTokensSent: 0,
  reasoningTokens: 0,
};

test('a booked call is explained, and so is one that nobody took', () => {
  const { problems, summary } = explainTokens([call, refused], [told]);
  expect(problems).toEqual([]);
  expect(summary).toBe(
    '1 calls, 0 without a live hold; 14 tokens given out, 14 booked as told and 0 by estimate',
  );
});

test('a broken call is booked by estimate: at most what was held and what was given out', () => {
  expect(explainTokens([broken], [estimate(12, 5)]).problems).toEqual([]);
  expect(explainTokens([broken], [estimate(12, 0)]).problems).toEqual([]);
  // The process died between the hold and the call.
  expect(explainTokens([], [estimate(12, 0)]).problems).toEqual([]);
});

test('counts may be told to whom was stopped or killed at that moment', () => {
  expect(explainTokens([call], [estimate(12, 5, 'stopped')]).problems).toEqual([]);
  expect(explainTokens([call], [estimate(12, 4, 'interrupted')]).problems).toEqual([]);
});

test('what was on its way to who gave up on a silent provider is heard by nobody, and books nothing', () => {
  expect(explainTokens([broken], [unused]).problems).toEqual([]);
});

test('an answer told in wrong counts, as the provider was asked to, is booked as told', () => {
  const zero: LogEntry = { ...call, fault: 'usage-zero' };
  const hold: BookedHold = {
    ...told,
    receipt: { by: 'told', outcome: 'finished', input: 0, output: 0 },
  };
  expect(explainTokens([zero], [hold]).problems).toEqual([]);
});

const breaks: [string, LogEntry[], BookedHold[], RegExp][] = [
  [
    'a call without a live hold',
    [{ ...refused, outcome: 'without-hold' }],
    [],
    /^call c1 was made without a live hold$/u,
  ],
  ['a hold of nobody', [call], [], /^call c1 has a hold that nobody knows$/u],
  ['one hold for two calls', [call, call], [told], /^hold h1 paid for 2 calls$/u],
  ['a call that is not booked', [call], [{ ...told, receipt: null }], /^call c1 is not booked$/u],
  [
    'a hold that is left',
    [call],
    [{ ...told, status: 'held', receipt: null }],
    /^hold h1 is still held$/u,
  ],
  [
    'counts that are not those of the call',
    [call],
    [{ ...told, receipt: { by: 'told', outcome: 'finished', input: 9, output: 4 } }],
    /^call c1 took 9 tokens and gave 5; booked are 9 and 4 tokens$/u,
  ],
  [
    'counts of no call',
    [],
    [told],
    /^receipt h1 has counts of a call that the provider never had$/u,
  ],
  ['counts that nobody told', [broken], [told], /^call c1 told no counts/u],
  [
    'counts that were told and lost',
    [call],
    [estimate(9, 5, 'finished')],
    /^call c1 told its counts/u,
  ],
  ['an estimate of more than was given', [broken], [estimate(12, 6)], /12 held and 5 given out$/u],
  ['an estimate of more than was held', [broken], [estimate(13, 5)], /12 held and 5 given out$/u],
  ['an estimate of output without a call', [], [estimate(12, 1)], /0 given out$/u],
  ['tokens given out and booked as none', [call], [unused], /^hold h1: unused, and yet 5 tokens/u],
];

test.each(breaks)('finds %s', (_, entries, holds, said) => {
  const { problems } = explainTokens(entries, holds);
  expect(problems).toHaveLength(1);
  expect(problems[0]).toMatch(said);
});
