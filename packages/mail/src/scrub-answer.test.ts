import { expect, test } from 'vitest';
import { scrubAnswer } from './scrub-answer.ts';

const URL_OF_SERVER = 'smtp://mailer%40acme:pa%24s%2Fw0rd@127.0.0.1:2525';

test.each([
  'mailer@acme',
  'pa$s/w0rd',
  Buffer.from('mailer@acme').toString('base64'),
  Buffer.from('pa$s/w0rd').toString('base64'),
  Buffer.from('\0mailer@acme\0pa$s/w0rd').toString('base64'),
  'ada.lovelace@example.com',
  'https://geko.example.com/reset-password/x',
  'Zk3vJmQ0aBcDeFgHiJkLmNoPqRsTuVwXyZ012345678',
])('a server that repeats %s has not said it', (secret) => {
  const clean = scrubAnswer(`535 5.7.8 <${secret}> is refused: ${secret}`, URL_OF_SERVER);
  expect(clean).not.toContain(secret);
  expect(clean).toMatch(/^535 5\.7\.8 .*is refused/u);
});

test('what it says is kept, on one line, and not for ever', () => {
  const said = 'ECONNECTION: connect ECONNREFUSED 127.0.0.1:2525';
  expect(scrubAnswer(said, URL_OF_SERVER)).toBe(said);
  expect(scrubAnswer('550-a\r\n550 b', 'smtp://127.0.0.1')).toBe('550-a 550 b');
  expect(scrubAnswer('no '.repeat(999), 'smtp://127.0.0.1')).toHaveLength(300);
});

test('an account that is no proper encoding is taken as it stands', () =>
  expect(scrubAnswer('bad %zz', 'smtp://a:%zz@127.0.0.1')).not.toContain('%zz'));
