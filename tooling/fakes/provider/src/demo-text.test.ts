import { describe, expect, test } from 'vitest';
import { demoText } from './demo-text.ts';

const questions = [
  'Explain sourdough to me',
  'Write a haiku',
  'How do I sort a list?',
  'Plan a trip to Oslo',
  'ok',
  '',
];

describe.each(questions)('%j', (question) => {
  test('gets an answer that says what it is, quotes the question and shows Markdown', () => {
    const text = demoText(question);
    expect(text.split(/[.:]/)[0]).toBe('This is a demonstration and not an AI');
    expect(text).toContain(question === '' ? 'empty message' : `“${question}”`);
    expect(text).toMatch(/^## /m);
    expect(text).toMatch(/^(1\.|-) /m);
    expect(text).toMatch(/^\| -/m);
    expect(text).toMatch(/^```ts\n[\s\S]+?\n```$/m);
    expect(text).toBe(demoText(question));
  });
});

test('answers differ with the question', () => {
  const shapes = new Set(
    questions.map((question) => /^## (\w+ \w+)/m.exec(demoText(question))?.[1]),
  );
  expect(shapes.size).toBeGreaterThan(1);
});

test('a long question is quoted in part', () => {
  const text = demoText('word '.repeat(500));
  expect(text).toContain('…”');
  expect(text.length).toBeLessThan(2500);
});
