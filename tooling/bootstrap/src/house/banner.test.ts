import { expect, test } from 'vitest';
import { parseSettings } from '@geko/config/settings';
import { banner } from './banner.ts';

const bannerOf = (env: Record<string, string>, demoStripeUrl: string | null = null) =>
  banner({
    settings: parseSettings(env),
    accounts: null,
    signInFile: '',
    database: 'embedded',
    demoStripeUrl,
    readyAfterMs: 1,
  });

test.each([
  [{}, 'http://localhost:3000/admin/mailbox'],
  [{ PORT: '4000', GEKO_URL: 'http://127.0.0.1:4000' }, 'http://localhost:4000/admin/mailbox'],
  [{ GEKO_URL: 'https://geko.example.com' }, 'none: no mail server'],
  [{ SMTP_URL: 'smtps://mailer:hunter2@mail.example.com' }, 'by mail.example.com'],
])('%o: the banner says how mail leaves, without the account', (env, words) => {
  const text = bannerOf(env);
  expect(text).toContain(words);
  expect(text).not.toContain('hunter2');
});

test('a demonstration says that no money moves', () => {
  expect(bannerOf({ GEKO_DEMO: '1' }, 'http://127.0.0.1:5')).toContain(
    'no real money: a double of Stripe at http://127.0.0.1:5',
  );
  expect(bannerOf({})).not.toContain('Payments');
});
