import { expect, test } from 'vitest';
import { findProblems, type Evidence, type ProviderCall } from './find-problems.ts';
import type { TurnBooks } from './read-books.ts';
import { newMessage, type SentMessage } from './send-message.ts';

const id = 'm1';
const usage: TurnBooks['usage'][number] = {
  inputTokens: 9,
  outputTokens: 3,
  meteredTokens: 12,
  isEstimated: false,
  costNano: '100',
  chargeNano: '150',
  outcome: 'finished',
};

/** One message whose first connection broke, and which was read to its end by the second. */
function soundEvidence() {
  const message: SentMessage = {
    ...newMessage({ id, conversationId: 'c1', text: 'Hello' }),
    tries: 2,
    isAcknowledged: true,
    partialTexts: ['The river'],
    answers: [{ text: 'The river bridge', status: 'finished', chargeNano: '150' }],
  };
  const turn: TurnBooks = {
    status: 'finished',
    isClosed: true,
    questions: ['Hello'],
    answers: ['The river bridge'],
    holds: ['settled'],
    journals: 1,
    usage: [{ ...usage }],
  };
  const call: ProviderCall = {
    turnId: id,
    promptTokens: 9,
    outputTokensSent: 3,
    reasoningTokens: 0,
    text: 'The river bridge',
  };
  const books: Evidence['books'] = {
    turns: new Map([[id, turn]]),
    questionIds: new Set([id]),
    counters: [{ workspaceId: 'w1', used: 12, held: 0, metered: 12 }],
    ledgerSumNano: '0',
    ledgerProblems: [],
    latestSweepSeconds: 0,
  };
  return { message, turn, call, books };
}

type Sound = ReturnType<typeof soundEvidence>;

function problemsOf({ message, call, books }: Sound, calls = [call]): string[] {
  return findProblems({ messages: [message], books, calls, tokenProblems: [] });
}

test('finds nothing where there is nothing', () => {
  expect(problemsOf(soundEvidence())).toEqual([]);
});

test('an abandoned turn may book less than was given out, marked as estimated', () => {
  const sound = soundEvidence();
  const [row] = sound.turn.usage;
  Object.assign(sound.turn, { status: 'interrupted', answers: ['The river'] });
  Object.assign(row ?? {}, { outcome: 'interrupted', isEstimated: true, outputTokens: 2 });
  sound.message.answers = [{ text: 'The river', status: 'interrupted', chargeNano: '150' }];
  expect(problemsOf(sound)).toEqual([]);
});

test('a refused message leaves nothing', () => {
  const sound = soundEvidence();
  const refused = { ...newMessage({ id: 'm2', conversationId: 'c1', text: 'And?' }) };
  refused.refusedWith = 'TURN_RUNNING';
  const { message, books, call } = sound;
  const evidence = { messages: [message, refused], books, calls: [call], tokenProblems: [] };
  expect(findProblems(evidence)).toEqual([]);
  sound.books.questionIds.add('m2');
  expect(findProblems(evidence)).toEqual(['message m2: refused, and yet saved']);
});

const breaks: [string, (sound: Sound) => void, RegExp][] = [
  ['a lost turn', ({ books }) => books.turns.delete(id), /acknowledged, and lost/u],
  ['lost text', ({ turn }) => (turn.answers = ['The']), /text that is not in the saved answer/u],
  ['an end that was never read', ({ message }) => (message.answers = []), /never read to its end/u],
  [
    'another answer',
    ({ message }) => message.answers.push({ text: 'No', status: 'finished', chargeNano: '150' }),
    /not the saved one/u,
  ],
  [
    'another receipt',
    ({ turn }) => Object.assign(turn.usage[0] ?? {}, { chargeNano: '300' }),
    /not the booked charge/u,
  ],
  ['an HTML page', ({ message }) => message.oddities.push('500 <html>'), /answered 500 <html>/u],
  ['a turn that still runs', ({ turn }) => (turn.isClosed = false), /not ended/u],
  ['a hold that is left', ({ turn }) => (turn.holds = ['held']), /hold: held/u],
  ['two receipts', ({ turn }) => turn.usage.push(usage), /2 × usage row/u],
  ['two journals', ({ turn }) => (turn.journals = 2), /2 × journal/u],
  ['an answer saved twice', ({ turn }) => turn.answers.push('The river bridge'), /2 × answer/u],
  [
    'a guess that is not marked',
    ({ turn }) => (turn.status = 'interrupted'),
    /not marked as estimated/u,
  ],
  ['tokens too many', ({ call }) => (call.outputTokensSent = 2), /booked 3 tokens of 2 given/u],
  ['tokens too few', ({ call }) => (call.outputTokensSent = 4), /the provider counts 9 \+ 4/u],
  [
    'text nobody gave',
    ({ call }) => (call.text = 'A dream'),
    /text that the provider did not give/u,
  ],
  [
    'a counter that holds',
    ({ books }) => Object.assign(books.counters[0] ?? {}, { held: 5 }),
    /still holds 5/u,
  ],
  [
    'a counter gone wrong',
    ({ books }) => Object.assign(books.counters[0] ?? {}, { used: 24 }),
    /says 24, the receipts 12/u,
  ],
  ['a ledger out of balance', ({ books }) => (books.ledgerSumNano = '1'), /sums to 1/u],
];

test.each(breaks)('finds %s', (_, breakIt, said) => {
  const sound = soundEvidence();
  breakIt(sound);
  expect(problemsOf(sound).join('\n')).toMatch(said);
});

test('finds a message that was called twice', () => {
  const sound = soundEvidence();
  expect(problemsOf(sound, [sound.call, sound.call])).toEqual([
    `turn ${id}: the provider was called 2 times`,
  ]);
});

test('passes on what the token log does not explain', () => {
  const { message, books, call } = soundEvidence();
  const tokenProblems = ['call c1 was made without a live hold'];
  expect(findProblems({ messages: [message], books, calls: [call], tokenProblems })).toEqual([
    'token log: call c1 was made without a live hold',
  ]);
});

test('finds a call for a turn that nobody knows', () => {
  const sound = soundEvidence();
  const stray = { ...sound.call, turnId: 'm9' };
  expect(problemsOf(sound, [sound.call, stray]).join()).toMatch(/called for m9/u);
});
