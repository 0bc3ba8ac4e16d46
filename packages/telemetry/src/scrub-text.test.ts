import { expect, test } from 'vitest';
import { scrubText } from './scrub-text.ts';

test.each([
  ['sk-proj-abcDEF1234567890'],
  ['sk-ant-api03-abcdefgh-12345678'],
  ['sk_live_abcdefgh12345678'],
  ['gsk_abcdefgh12345678'],
  ['gk_abcdefgh12345678'],
  ['whsec_abcdefgh12345678'],
  ['AIzaSyA1234567890abcdefghij'],
  ['GEKO-AB12-CD34-EF56'],
  ['eyJhbGciOiJIUzI1NiJ9.eyJzdWIiOiIxIn0.c2lnbmF0dXJl'],
  ['0123456789abcdef0123456789abcdef'],
  ['Qz8vK1mN5pR7tW9yB2dF4hJ6lX0cV3sA'],
])('%s is gone', (secret) => {
  for (const text of [secret, `Incorrect API key provided: ${secret}.`, `{"k":"${secret}"}`]) {
    expect(scrubText(text)).not.toContain(secret);
    expect(scrubText(text)).toContain('[redacted]');
  }
});

test.each([
  [
    'postgres://geko_app:hunter2@127.0.0.1:5432/geko',
    'postgres://geko_app:[redacted]@127.0.0.1:5432/geko',
  ],
  ['Authorization: Bearer abcdefgh', 'Authorization: Bearer [redacted]'],
  ['a=1; geko_session=abc; b=2', 'a=1; geko_session=[redacted]; b=2'],
  ['{"password":"hunter2","n":1}', '{"password":"[redacted]","n":1}'],
  ['?api_key=hunter2&x=1', '?api_key=[redacted]&x=1'],
])('%j reads %j', (text, clean) => expect(scrubText(text)).toBe(clean));

test.each([
  ['turn 01998c9e-7d4b-7c3a-9d52-0f6a3c1e5b77 closed, 1200 input tokens'],
  ['claude-sonnet-4-5-20250929 answered in 812 ms'],
  ['token limit of gpt-5.4-mini reached: 50000 of 50000'],
  ['connect ECONNREFUSED 127.0.0.1:5432'],
  ['http://127.0.0.1:4010/v1/chat/completions answered 502'],
])('%j stays', (text) => expect(scrubText(text)).toBe(text));
