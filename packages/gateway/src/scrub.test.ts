import { expect, test } from 'vitest';
import { scrub, withoutSecret } from './scrub.ts';

test.each([
  ['Incorrect API key provided: sk-proj-abc********wxyz. Get one.', ['sk-proj', 'wxyz']],
  ['authorization: Bearer abc.def-123', ['abc.def']],
  ['GET https://x.example/v1?key=AIzaSyA1234567890&alt=sse', ['AIzaSy']],
  ['{"x-api-key":"topsecret1","ok":1}', ['topsecret1']],
  [
    `token ${Buffer.from('a long secret, in base64, of some length').toString('base64')}`,
    ['YSBsb25n'],
  ],
])('%s', (text, hidden) => {
  const out = scrub(text);
  for (const secret of hidden) expect(out).not.toContain(secret);
  expect(out).toContain('[secret]');
});

test('words of the prompt do not come back through an error', () => {
  const prompt = ['Our merger with Initech closes on Friday, tell nobody.', 'hunter2'];
  const out = scrub(
    'Invalid content "merger with Initech closes on Friday" near hunter2 at position 9',
    { prompt },
  );
  expect(out).not.toMatch(/Initech|Friday|hunter2/);
  expect(out).toContain('Invalid content');
  expect(out).toContain('at position 9');
});

test('one short line', () => {
  const out = scrub(`first\nsecond\t${'word '.repeat(1000)}`);
  expect(out).not.toMatch(/[\n\t]/);
  expect(out.length).toBeLessThanOrEqual(301);
});

test('a hostile text is scrubbed in a bounded time', () => {
  const startedAt = performance.now();
  scrub('a'.repeat(1_000_000), { prompt: ['a'.repeat(200_000)] });
  expect(performance.now() - startedAt).toBeLessThan(5000);
});

test('one secret is taken out whatever it looks like, also where the message ends in it', () => {
  const secret = 'plain~words.of 1';
  expect(withoutSecret(`no such key: ${secret}, ${encodeURIComponent(secret)}`, secret)).toBe(
    'no such key: [secret], [secret]',
  );
  expect(withoutSecret(Buffer.from(secret).toString('base64'), secret)).toBe('[secret]');
  expect(withoutSecret('cut off at plain~wor…', secret)).toBe('cut off at [secret]');
  expect(withoutSecret('of another plain…', secret)).toBe('of another plain…');
});
