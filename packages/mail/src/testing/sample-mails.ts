import type { Locale } from '@geko/contracts/auth';
import {
  mailKinds,
  type Branding,
  type Mail,
  type MailData,
  type MailKind,
} from '@geko/contracts/mail';

export const branding: Branding = {
  name: 'Geko',
  color: '#1f7a5c',
  url: 'https://geko.example.com',
};

const link = (path: string) => `${branding.url}/${path}`;
const AT = '2026-11-21T17:45:00.000Z';

/** Data of every kind, in which people's names and words are these. */
export function sampleData(words: string): { [Kind in MailKind]: MailData<Kind> } {
  const name = words;
  return {
    verify_email: { name, url: link('confirm-email/tok-verify') },
    account_exists: { name, signInUrl: link('sign-in'), resetUrl: link('reset-password') },
    reset_password: { name, url: link('reset-password/tok-reset') },
    password_changed: { name, resetUrl: link('reset-password') },
    change_email: { name, url: link('confirm-email/tok-change') },
    email_changed: { name, newEmail: 'ada.new@example.com' },
    second_factor_changed: { name, isEnabled: true, securityUrl: link('account/security') },
    new_sign_in: {
      name,
      device: { browser: 'Firefox', system: 'Linux' },
      address: '192.0.2.7',
      at: AT,
      securityUrl: link('account/security'),
    },
    invitation: {
      invitedByName: words,
      workspaceName: words,
      roleName: words,
      url: link('invite/tok-invite'),
      expiresAt: AT,
    },
    account_removed: { name, deleteAfter: AT, signInUrl: link('sign-in') },
    workspace_removed: {
      name,
      workspaceName: words,
      purgeAfter: AT,
      restoreUrl: link('w/1/settings'),
    },
    ownership_received: { name, workspaceName: words, url: link('w/1') },
    licence_key: {
      workspaceName: words,
      key: 'GEKO-7K2M-9QXR-T4WA',
      tierName: 'Pro',
      meter: 'requests',
      cap: 2_000,
      seats: 3,
      expiresAt: AT,
      manageUrl: link('w/1/settings?tab=licences'),
      isNewAccount: false,
    },
    licence_code: { name, code: '7K2M9-QXRT4', deviceName: words },
    limit_notice: {
      name,
      workspaceName: words,
      isReached: true,
      limit: 'member.charge.day',
      meter: 'charge',
      used: '5000000000',
      cap: '5000000000',
      resetsAt: AT,
      memberName: words,
      isOwn: false,
      url: link('w/1/settings?tab=limits'),
    },
    fair_use_notice: {
      name,
      workspaceName: words,
      limit: 'workspace.tokens',
      used: '500123',
      cap: '500000',
      resetsAt: AT,
      url: link('admin'),
    },
    credit_notice: {
      name,
      workspaceName: words,
      balanceNano: '730000000',
      thresholdNano: '1000000000',
      url: link('w/1/settings?tab=wallet'),
    },
    payment_failed: {
      name,
      workspaceName: words,
      planName: words,
      isLast: false,
      until: AT,
      url: link('w/1/settings?tab=plan'),
    },
    plan_lapsed: {
      name,
      workspaceName: words,
      planName: words,
      freeName: words,
      url: link('w/1/settings?tab=plan'),
    },
    invoice_notice: {
      name,
      workspaceName: words,
      news: 'open',
      number: '3F2A91C4-0007',
      month: '2026-10',
      totalCents: '123456',
      url: link('w/1/settings?tab=invoices'),
    },
    payment_refunded: {
      name,
      workspaceName: words,
      amountCents: 1050,
      creditNano: '10500000000',
      url: link('w/1/settings?tab=wallet'),
    },
    payment_disputed: {
      name,
      workspaceName: words,
      amountCents: 1050,
      creditNano: '10500000000',
      url: link('w/1/settings?tab=wallet'),
    },
    top_up_stopped: {
      name,
      workspaceName: words,
      amountCents: 2500,
      url: link('w/1/settings?tab=wallet'),
    },
    limit_requested: {
      name,
      workspaceName: words,
      userName: words,
      limit: 'workspace.tokens',
      url: link('w/1/settings?tab=limits'),
    },
  };
}

/** One mail of every kind in a language. */
export function sampleMails(locale: Locale, words = 'Ada Lovelace'): Mail[] {
  const data = sampleData(words);
  return mailKinds.map(
    (kind) => ({ kind, to: 'ada@example.com', locale, data: data[kind] }) as Mail,
  );
}
