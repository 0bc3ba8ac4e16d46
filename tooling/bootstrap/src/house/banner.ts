import { providerNames, providerOrder } from '@geko/config/providers';
import type { Settings } from '@geko/config/settings';
import { mailMode } from '@geko/services/mail/mail-mode';
import type { SeededAccounts, SignIn } from '@geko/services/seed/seed';

export type BannerFacts = {
  settings: Settings;
  /** null when this data folder does not know the people in the database. */
  accounts: SeededAccounts | null;
  /** The file where the seeded passwords are kept. */
  signInFile: string;
  database: string;
  /** The double of Stripe that people pay at; null = there is none. */
  demoStripeUrl: string | null;
  readyAfterMs: number;
};

function describeProviders(settings: Settings): string {
  const withKeys = providerOrder
    .filter((id) => settings.providers[id].keys.length > 0)
    .map((id) => {
      const count = settings.providers[id].keys.length;
      return `${id} (${count === 1 ? '1 key' : `${count} keys`})`;
    });
  const demo = settings.demo ? ['the demonstration model, which is not an AI'] : [];
  const all = [...withKeys, ...demo];
  const hint = `no provider has keys; set ${providerNames.openai}_API_KEYS or another one`;
  if (withKeys.length > 0) return all.join(', ');
  return all.length === 0 ? `none: ${hint}` : `${all.join(', ')} (${hint})`;
}

function describeSignIn({ email, password }: SignIn): string {
  return `${email}  password ${password}`;
}

function describeMail(settings: Settings): string {
  const { port, smtpUrl } = settings;
  const ways = {
    smtp: `by ${smtpUrl === null ? '' : new URL(smtpUrl).hostname}`,
    mailbox: `no mail server (SMTP_URL); mails are shown at http://localhost:${port}/admin/mailbox`,
    none: 'none: no mail server (SMTP_URL), so nobody can reset a password by mail',
  };
  return ways[mailMode(settings)];
}

function describeAccounts(accounts: SeededAccounts | null, signInFile: string): string[] {
  if (accounts === null) return ['  Sign in      with the accounts of this database'];
  return [
    `  Demo owner   ${describeSignIn(accounts.owner)}`,
    `  Operator     ${describeSignIn(accounts.operator)}`,
    `  Kept in      ${signInFile}`,
  ];
}

function describePayments({ demoStripeUrl }: BannerFacts): string[] {
  if (demoStripeUrl === null) return [];
  return [
    `  Payments     demonstration, no real money: a double of Stripe at ${demoStripeUrl}`,
    '               pay by card 4242 4242 4242 4242; it forgets all when it stops',
  ];
}

/** What `npm start` says when everything is up. */
export function banner(facts: BannerFacts): string {
  const { settings } = facts;
  const seconds = (facts.readyAfterMs / 1000).toFixed(1);
  return [
    '',
    `Geko is ready after ${seconds} s:  http://localhost:${settings.port}`,
    '',
    ...describeAccounts(facts.accounts, facts.signInFile),
    `  Models       ${describeProviders(settings)}`,
    `  Mail         ${describeMail(settings)}`,
    ...describePayments(facts),
    `  Database     ${facts.database}`,
    '',
    '  Stop with Ctrl-C.',
    '',
  ].join('\n');
}
