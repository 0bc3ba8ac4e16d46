import { z } from 'zod';
import type { Locale } from './auth.ts';

const MoneyBack = z.object({
  name: z.string(),
  workspaceName: z.string(),
  amountCents: z.number().int(),
  creditNano: z.string(),
  url: z.url(),
});

/** Every mail Geko sends, and what its text is made of. A kind without its template does not compile. */
export const mailData = {
  verify_email: z.object({ name: z.string(), url: z.url() }),
  /** Somebody tried to register an address that has an account. */
  account_exists: z.object({ name: z.string(), signInUrl: z.url(), resetUrl: z.url() }),
  reset_password: z.object({ name: z.string(), url: z.url() }),
  /** To an address that somebody asked a reset for and that has no account is sent nothing. */
  password_changed: z.object({ name: z.string(), resetUrl: z.url() }),
  change_email: z.object({ name: z.string(), url: z.url() }),
  /** To the old address. */
  email_changed: z.object({ name: z.string(), newEmail: z.string() }),
  second_factor_changed: z.object({
    name: z.string(),
    isEnabled: z.boolean(),
    securityUrl: z.url(),
  }),
  new_sign_in: z.object({
    name: z.string(),
    /** null = none that we know. */
    device: z.object({ browser: z.string(), system: z.string() }).nullable(),
    address: z.string().nullable(),
    at: z.iso.datetime(),
    securityUrl: z.url(),
  }),
  invitation: z.object({
    invitedByName: z.string(),
    workspaceName: z.string(),
    roleName: z.string(),
    url: z.url(),
    expiresAt: z.iso.datetime(),
  }),
  account_removed: z.object({
    name: z.string(),
    deleteAfter: z.iso.datetime(),
    signInUrl: z.url(),
  }),
  workspace_removed: z.object({
    name: z.string(),
    workspaceName: z.string(),
    purgeAfter: z.iso.datetime(),
    restoreUrl: z.url(),
  }),
  ownership_received: z.object({ name: z.string(), workspaceName: z.string(), url: z.url() }),
  /** The one time that a licence's key is told to its holder. */
  licence_key: z.object({
    workspaceName: z.string(),
    key: z.string(),
    tierName: z.string(),
    meter: z.enum(['requests', 'tokens']),
    /** A month. */
    cap: z.number().int(),
    /** null = any number of devices. */
    seats: z.number().int().nullable(),
    /** null = it does not end. */
    expiresAt: z.iso.datetime().nullable(),
    /** Where its use and devices are seen; an account that the sale opened sets its password there. */
    manageUrl: z.url(),
    isNewAccount: z.boolean(),
  }),
  /** By which the desktop app is signed in on a machine with the licence's key. */
  licence_code: z.object({ name: z.string(), code: z.string(), deviceName: z.string() }),
  /** 80 % of a limit is used, or all of it. */
  limit_notice: z.object({
    name: z.string(),
    workspaceName: z.string(),
    isReached: z.boolean(),
    /** Its stable name: "member.charge.day" (LimitTrace). */
    limit: z.string(),
    meter: z.string(),
    /** Decimal numbers of the meter's unit; charge in nano-USD. */
    used: z.string(),
    cap: z.string(),
    resetsAt: z.string(),
    /** Whose it is, where it is another member's. */
    memberName: z.string().nullable(),
    /** It is the reader's own. */
    isOwn: z.boolean(),
    url: z.url(),
  }),
  /** To operators: a workspace goes on beyond what its plan calls fair. */
  fair_use_notice: z.object({
    name: z.string(),
    workspaceName: z.string(),
    /** As in limit_notice. */
    limit: z.string(),
    used: z.string(),
    cap: z.string(),
    resetsAt: z.string(),
    url: z.url(),
  }),
  /** Credit runs low. */
  credit_notice: z.object({
    name: z.string(),
    workspaceName: z.string(),
    balanceNano: z.string(),
    thresholdNano: z.string(),
    url: z.url(),
  }),
  /** A payment for the plan has failed, and has not come yet. */
  payment_failed: z.object({
    name: z.string(),
    workspaceName: z.string(),
    planName: z.string(),
    isLast: z.boolean(),
    /** When the plan ends unless it is paid. */
    until: z.iso.datetime(),
    url: z.url(),
  }),
  /** The plan ended, as it was not paid. */
  plan_lapsed: z.object({
    name: z.string(),
    workspaceName: z.string(),
    planName: z.string(),
    freeName: z.string(),
    url: z.url(),
  }),
  /** An invoice is there to be paid, could not be charged, or is paid. */
  invoice_notice: z.object({
    name: z.string(),
    workspaceName: z.string(),
    news: z.enum(['open', 'failed', 'paid']),
    number: z.string(),
    /** "2026-10". */
    month: z.string(),
    /** Without tax. */
    totalCents: z.string(),
    url: z.url(),
  }),
  /** Money of a payment goes back, and the credit that it bought with it. */
  payment_refunded: MoneyBack,
  payment_disputed: MoneyBack,
  /** Credit is no longer topped up by itself. */
  top_up_stopped: z.object({
    name: z.string(),
    workspaceName: z.string(),
    amountCents: z.number().int(),
    url: z.url(),
  }),
  /** A member asks whoever sets limits for more. */
  limit_requested: z.object({
    name: z.string(),
    workspaceName: z.string(),
    userName: z.string(),
    limit: z.string(),
    url: z.url(),
  }),
} as const;

export type MailKind = keyof typeof mailData;
export type MailData<Kind extends MailKind = MailKind> = z.infer<(typeof mailData)[Kind]>;
export const mailKinds = Object.keys(mailData) as MailKind[];

/** One mail as it waits: whom it is for and what it is made of. */
export type Mail = {
  [Kind in MailKind]: { kind: Kind; to: string; locale: Locale; data: MailData<Kind> };
}[MailKind];

/** How mails look and sign. */
export type Branding = {
  name: string;
  /** #rrggbb */
  color: string;
  /** Where people reach Geko, without a slash at the end. */
  url: string;
};
