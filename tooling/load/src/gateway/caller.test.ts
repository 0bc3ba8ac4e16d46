import { expect, test } from 'vitest';
import { flawOf } from './caller.ts';

const chunk = (content: string) => `data: {"choices":[{"delta":{"content":"${content}"}}]}\n\n`;
const usage = 'data: {"choices":[],"usage":{"completion_tokens":2,"total_tokens":3}}\n\n';
const done = 'data: [DONE]\n\n';
const expects = { kind: 'stream', chunks: 2 } as const;

test('a stream with its chunks, its usage and its end has no flaw', () => {
  expect(flawOf(200, chunk(' a') + chunk(' b') + usage + done, expects)).toBeNull();
});

test.each([
  ['status 500', 500, chunk(' a') + chunk(' b') + usage + done],
  ['1 chunks instead of 2', 200, chunk(' a') + usage + done],
  ['no usage', 200, chunk(' a') + chunk(' b') + done],
  ['no [DONE]', 200, chunk(' a') + chunk(' b') + usage],
])('%s is seen', (flaw, status, text) => {
  expect(flawOf(status, text, expects)).toBe(flaw);
});

test('what the pages are told may come in other pieces, but all of it', () => {
  const part = (delta: string) => `data: {"type":"text-delta","id":"t","delta":"${delta}"}\n\n`;
  const page = { kind: 'page', chunks: 3 } as const;
  expect(flawOf(200, part(' a b') + part(' c') + done, page)).toBeNull();
  expect(flawOf(200, part(' a') + part(' c') + done, page)).toBe('2 words instead of 3');
  expect(
    flawOf(200, '{"finish_reason":"stop","x":{"completion_tokens":3,"y":0}}', {
      kind: 'whole',
      chunks: 3,
    }),
  ).toBeNull();
});
