import fc from 'fast-check';
import { expect, test } from 'vitest';
import { type AskedPrompt, judgePrompt } from './judge-prompt.ts';

const nothing: AskedPrompt = {
  questions: ['Hello'],
  messagesBefore: 0,
  inputChars: 5,
  pictures: 0,
  tools: 0,
  hasSchema: false,
  effort: null,
  maxOutputTokens: null,
};
const judge = (change: Partial<AskedPrompt> = {}) => judgePrompt({ ...nothing, ...change });
const ask = (...questions: string[]) => judge({ questions });

test.each([
  'Hello',
  'What is the capital of France?',
  'Translate "good morning" into Italian.',
  'Write a birthday wish for my grandmother.',
  'When was the Eiffel Tower built? And who built it?',
  'Summarise this in one sentence: the cat sat on the mat and was happy.',
  'Give me five names for a bakery.',
  'How do I say thank you in Japanese?',
  'Rewrite politely: send me the file now',
  'What does `ls -la` do?',
  'Plan a picnic.',
  'Let me know a good joke about cats.',
  'Was ist die Hauptstadt von Frankreich?',
  'Schreibe eine kurze Einladung zum Geburtstag.',
  '¿Cuál es la capital de España?',
  '',
])('simple: %s', (question) => {
  expect(ask(question)).toMatchObject({ difficulty: 'simple' });
});

test.each([
  'Prove that there are infinitely many primes.',
  'Explain step by step how TLS sets up a connection.',
  'What are the trade-offs between optimistic and pessimistic locking?',
  'Compare PostgreSQL, MySQL and SQLite for a small SaaS product and evaluate their running costs.',
  'Debug this:\n```ts\nfor (const x of y) { await z(x) }\n```',
  'Implement a queue on two stacks:\ndef push(self, value):',
  'Calculate the integral of x^2 * sin(x) from 0 to \\frac{1}{2}.',
  'Design a database and write a migration for it.',
  'Find the root cause of the outage in this log.',
  'Beweise, dass die Wurzel aus 2 irrational ist.',
  'Vergleiche die drei Angebote und begründe deine Wahl.',
  'Erkläre Schritt für Schritt, wie eine Wärmepumpe arbeitet.',
  'Analysiere den Vertrag und bewerte die Risiken.',
  `Read this. ${'All work and no play makes Jack a dull boy. '.repeat(50)} What is it? Who wrote it? Why?`,
])('hard: %s', (question) => {
  expect(ask(question)).toMatchObject({ difficulty: 'hard' });
});

test('one weak sign is not enough, two are; the reasons are told', () => {
  expect(judge({ tools: 3 })).toEqual({ difficulty: 'simple', signs: ['tools'] });
  expect(judge({ pictures: 1 })).toEqual({ difficulty: 'simple', signs: ['pictures'] });
  expect(judge({ hasSchema: true, tools: 1 })).toEqual({
    difficulty: 'hard',
    signs: ['tools', 'schema'],
  });
  expect(judge({ inputChars: 16_000 })).toEqual({ difficulty: 'hard', signs: ['long_input'] });
  expect(judge({ messagesBefore: 10, maxOutputTokens: 16_000 }).difficulty).toBe('hard');
});

test('what the caller says of the effort decides', () => {
  expect(judge({ effort: 'much' }).difficulty).toBe('hard');
  const proof = ['Prove that there are infinitely many primes.'];
  expect(judge({ questions: proof, effort: 'little', inputChars: 90_000 }).difficulty).toBe(
    'simple',
  );
});

test('a question goes on from the one before', () => {
  const proof = 'Prove that there are infinitely many primes.';
  expect(ask(proof, 'Thank you!').signs).toEqual(['hard_before']);
  expect(ask(proof, 'Thank you!').difficulty).toBe('simple');
  expect(ask(proof, 'And compare it with the proof by Euler').difficulty).toBe('hard');
  expect(ask(proof, 'Thank you!', 'Bye').signs).toEqual([]);
});

const prompts = fc.record({
  questions: fc.array(
    fc.oneof(fc.string({ unit: 'grapheme' }), fc.constantFrom('Prove it', 'plan x', 'a => b;')),
    { maxLength: 4 },
  ),
  messagesBefore: fc.nat(20),
  inputChars: fc.nat(40_000),
  pictures: fc.nat(2),
  tools: fc.nat(2),
  hasSchema: fc.boolean(),
  effort: fc.constantFrom('little' as const, 'much' as const, null),
  maxOutputTokens: fc.option(fc.nat(20_000)),
});

test('the same prompt is judged alike, in whichever case it is written', () => {
  fc.assert(
    fc.property(prompts, (prompt) => {
      expect(judgePrompt(structuredClone(prompt))).toEqual(judgePrompt(prompt));
    }),
  );
  for (const question of ['prove it', 'step by step', 'vergleiche', 'schritt für schritt'])
    expect(ask(question.toUpperCase()).signs).toEqual(ask(question).signs);
});

test('more of anything never makes a prompt simpler', () => {
  const rank = (prompt: AskedPrompt) => (judgePrompt(prompt).difficulty === 'hard' ? 1 : 0);
  fc.assert(
    fc.property(prompts, fc.nat(9), (prompt, more) => {
      const before = rank(prompt);
      const asked = prompt.effort === 'little' ? prompt.effort : ('much' as const);
      for (const change of [
        { inputChars: prompt.inputChars + more * 10_000 },
        { messagesBefore: prompt.messagesBefore + more },
        { pictures: prompt.pictures + more },
        { tools: prompt.tools + more },
        { hasSchema: true },
        { maxOutputTokens: (prompt.maxOutputTokens ?? 0) + more * 9_000 },
        { effort: asked },
      ])
        expect(rank({ ...prompt, ...change })).toBeGreaterThanOrEqual(before);
    }),
  );
});

test('hostile text is judged in a moment', () => {
  const pieces = [
    'a',
    ' ',
    '?',
    ';',
    '(',
    '<',
    '\\',
    '$',
    'x^',
    'SELECT ',
    '`',
    '\n',
    'prov',
    'let ',
  ];
  // A pattern that tries every way through would not come back before the test's end.
  for (const piece of pieces) {
    const { signs } = ask(piece.repeat(200_000), piece.repeat(200_000));
    expect(signs).toContain('long_question');
  }
});
