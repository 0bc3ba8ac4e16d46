import { formatUsd, NANO_PER_USD } from '@geko/contracts/usd';
import { WorkspaceRole } from '@geko/contracts/permissions';
import type { Locale } from '@geko/contracts/auth';
import type { MailData, MailKind } from '@geko/contracts/mail';
import { fillPlaces, oneLine, quoted } from '../layout/clean-text.ts';
import type { MailWords, WordsKey } from '../words/words.ts';
import { amountIn, limitInWords } from './limit-in-words.ts';

/** What a kind makes of its data: the words to use, what goes into their places, and where its links lead. */
export type Filled = {
  words: WordsKey;
  /** null = not known. */
  name: string | null;
  places?: Record<string, string>;
  url?: string;
  resetUrl?: string;
  facts?: readonly (readonly [string, string])[];
};

type Speech = { locale: Locale; words: MailWords };
type Template<Kind extends MailKind> = (data: MailData<Kind>, speech: Speech) => Filled;

const moment = (iso: string, locale: Locale) =>
  `${new Intl.DateTimeFormat(locale, { dateStyle: 'long', timeStyle: 'short', timeZone: 'UTC' }).format(new Date(iso))} UTC`;

const day = (iso: string, locale: Locale) =>
  new Intl.DateTimeFormat(locale, { dateStyle: 'long', timeZone: 'UTC' }).format(new Date(iso));

/** "October 2026" of "2026-10". */
const monthName = (key: string, locale: Locale) =>
  new Intl.DateTimeFormat(locale, { month: 'long', year: 'numeric', timeZone: 'UTC' }).format(
    new Date(`${key}-01T00:00:00Z`),
  );

const inDollars = (cents: number | string) => formatUsd(BigInt(cents) * (NANO_PER_USD / 100n));

/** What went back of a payment, and the credit that went with it. */
function moneyBack(
  { name, workspaceName, amountCents, creditNano, url }: MailData<'payment_refunded'>,
  words: MailWords,
): Omit<Filled, 'words'> {
  return {
    name,
    url,
    places: { workspaceName: quoted(workspaceName) },
    facts: [
      [words.facts.amount, inDollars(amountCents)],
      ...(isOfInvoice(creditNano)
        ? []
        : [[words.facts.creditTaken, formatUsd(BigInt(creditNano))] as const]),
    ],
  };
}

/** Invoices bring no credit that could go back. */
const isOfInvoice = (creditNano: string) => creditNano === '0';

/** A role that ships with Geko in the reader's language; one of the workspace's own as its people named it. */
function roleName(name: string, words: MailWords): string {
  const builtIn = WorkspaceRole.safeParse(name.toLowerCase());
  return builtIn.success ? words.roles[builtIn.data] : quoted(name);
}

/** Which limit, how much of it is used, and when it begins anew. */
function limitFacts(
  limit: Parameters<typeof limitInWords>[0] & { used: string; cap: string; resetsAt: string },
  locale: Locale,
  words: MailWords,
): NonNullable<Filled['facts']> {
  return [
    [words.facts.limit, limitInWords(limit, words)],
    [
      words.facts.used,
      fillPlaces(words.usedOf, {
        used: amountIn(limit.limit, limit.used, locale),
        cap: amountIn(limit.limit, limit.cap, locale),
      }),
    ],
    // What never begins anew has its end in a year that nobody will see.
    ...(limit.resetsAt.startsWith('9999')
      ? []
      : [[words.facts.resets, moment(limit.resetsAt, locale)] as const]),
  ];
}

/** Every kind of mail, and what it is made of. What people typed passes through `quoted`. */
export const templates: { readonly [Kind in MailKind]: Template<Kind> } = {
  verify_email: ({ name, url }) => ({ words: 'verify_email', name, url }),
  account_exists: ({ name, signInUrl, resetUrl }) => ({
    words: 'account_exists',
    name,
    url: signInUrl,
    resetUrl,
  }),
  reset_password: ({ name, url }) => ({ words: 'reset_password', name, url }),
  password_changed: ({ name, resetUrl }) => ({ words: 'password_changed', name, url: resetUrl }),
  change_email: ({ name, url }) => ({ words: 'change_email', name, url }),
  email_changed: ({ name, newEmail }) => ({
    words: 'email_changed',
    name,
    places: { newEmail: oneLine(newEmail) },
  }),
  second_factor_changed: ({ name, isEnabled, securityUrl }) => ({
    words: isEnabled ? 'second_factor_enabled' : 'second_factor_disabled',
    name,
    url: securityUrl,
  }),
  new_sign_in: ({ name, device, address, at, securityUrl }, { locale, words }) => ({
    words: 'new_sign_in',
    name,
    url: securityUrl,
    facts: [
      [
        words.facts.device,
        device === null ? words.unknownDevice : fillPlaces(words.device, device),
      ],
      ...(address === null ? [] : [[words.facts.address, oneLine(address)] as const]),
      [words.facts.time, moment(at, locale)],
    ],
  }),
  invitation: ({ invitedByName, workspaceName, url, expiresAt, ...data }, { locale, words }) => ({
    words: 'invitation',
    name: null,
    url,
    places: {
      invitedByName: quoted(invitedByName),
      workspaceName: quoted(workspaceName),
      roleName: roleName(data.roleName, words),
      expiresAt: moment(expiresAt, locale),
    },
  }),
  account_removed: ({ name, deleteAfter, signInUrl }, { locale }) => ({
    words: 'account_removed',
    name,
    url: signInUrl,
    places: { deleteAfter: day(deleteAfter, locale) },
  }),
  workspace_removed: ({ name, workspaceName, purgeAfter, restoreUrl }, { locale }) => ({
    words: 'workspace_removed',
    name,
    url: restoreUrl,
    places: { workspaceName: quoted(workspaceName), purgeAfter: day(purgeAfter, locale) },
  }),
  ownership_received: ({ name, workspaceName, url }) => ({
    words: 'ownership_received',
    name,
    url,
    places: { workspaceName: quoted(workspaceName) },
  }),
  licence_key: (data, { locale, words }) => ({
    words: data.isNewAccount ? 'licence_key_first' : 'licence_key',
    name: null,
    url: data.manageUrl,
    places: { workspaceName: quoted(data.workspaceName) },
    facts: [
      [words.facts.licence, data.key],
      [words.facts.tier, data.tierName],
      [
        words.facts.allowance,
        fillPlaces(words.allowances[data.meter], {
          amount: new Intl.NumberFormat(locale).format(data.cap),
        }),
      ],
      [words.facts.seats, data.seats === null ? words.anySeats : String(data.seats)],
      [words.facts.ends, data.expiresAt === null ? words.noEnd : day(data.expiresAt, locale)],
    ],
  }),
  licence_code: ({ name, code, deviceName }, { words }) => ({
    words: 'licence_code',
    name,
    facts: [
      [words.facts.code, code],
      [words.facts.device, quoted(deviceName)],
    ],
  }),
  limit_notice: ({ name, workspaceName, isReached, url, ...data }, { locale, words }) => ({
    words: isReached ? 'limit_reached' : 'limit_warning',
    name,
    url,
    places: { workspaceName: quoted(workspaceName) },
    facts: limitFacts(data, locale, words),
  }),
  fair_use_notice: ({ name, workspaceName, url, ...data }, { locale, words }) => ({
    words: 'fair_use_notice',
    name,
    url,
    places: { workspaceName: quoted(workspaceName) },
    facts: limitFacts({ ...data, memberName: null, isOwn: false }, locale, words),
  }),
  credit_notice: ({ name, workspaceName, balanceNano, thresholdNano, url }, { words }) => ({
    words: 'credit_notice',
    name,
    url,
    places: { workspaceName: quoted(workspaceName) },
    facts: [
      [words.facts.balance, formatUsd(BigInt(balanceNano))],
      [words.facts.threshold, formatUsd(BigInt(thresholdNano))],
    ],
  }),
  payment_failed: ({ name, workspaceName, planName, isLast, until, url }, { locale, words }) => ({
    words: isLast ? 'payment_failed_last' : 'payment_failed',
    name,
    url,
    places: {
      workspaceName: quoted(workspaceName),
      planName: quoted(planName),
      until: day(until, locale),
    },
    facts: [
      [words.facts.plan, quoted(planName)],
      [words.facts.ends, day(until, locale)],
    ],
  }),
  plan_lapsed: ({ name, workspaceName, planName, freeName, url }) => ({
    words: 'plan_lapsed',
    name,
    url,
    places: {
      workspaceName: quoted(workspaceName),
      planName: quoted(planName),
      freeName: quoted(freeName),
    },
  }),
  invoice_notice: (
    { name, workspaceName, news, number, month, totalCents, url },
    { locale, words },
  ) => ({
    words: `invoice_${news}`,
    name,
    url,
    places: { workspaceName: quoted(workspaceName) },
    facts: [
      [words.facts.invoice, number],
      [words.facts.month, monthName(month, locale)],
      [words.facts.netAmount, inDollars(totalCents)],
    ],
  }),
  payment_refunded: (data, { words }) => ({
    words: isOfInvoice(data.creditNano) ? 'invoice_refunded' : 'payment_refunded',
    ...moneyBack(data, words),
  }),
  payment_disputed: (data, { words }) => ({
    words: isOfInvoice(data.creditNano) ? 'invoice_disputed' : 'payment_disputed',
    ...moneyBack(data, words),
  }),
  top_up_stopped: ({ name, workspaceName, amountCents, url }, { words }) => ({
    words: 'top_up_stopped',
    name,
    url,
    places: { workspaceName: quoted(workspaceName) },
    facts: [[words.facts.amount, inDollars(amountCents)]],
  }),
  limit_requested: ({ name, workspaceName, userName, limit, url }, { words }) => ({
    words: 'limit_requested',
    name,
    url,
    places: { workspaceName: quoted(workspaceName), userName: quoted(userName) },
    facts: [[words.facts.limit, limitInWords({ limit, memberName: null, isOwn: false }, words)]],
  }),
};
