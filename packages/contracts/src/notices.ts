import { z } from 'zod';
import { Instant } from './instant.ts';
import type { Permission } from './permissions.ts';
import { InWorkspace } from './workspace.ts';

const invoice = {
  invoiceId: z.string(),
  number: z.string(),
  month: z.string(),
  totalCents: z.string(),
};

const MoneyBack = z.object({ amountCents: z.string(), creditNano: z.string() });

/** Every notice, and what its sentence is made of: names, decimal numbers, instants. Forget a kind and it does not compile. */
export const noticeFacts = {
  /** 80 % of a limit is used. */
  limit_warning: z.object({
    limit: z.string(),
    /** Of one that the workspace has set. */
    limitId: z.string().optional(),
    /** Of what a licence's tier allows. */
    licenceId: z.string().optional(),
    /** Whose it is, where it is one member's. */
    memberName: z.string().optional(),
    meter: z.string(),
    used: z.string(),
    cap: z.string(),
    resetsAt: z.string(),
  }),
  /** A limit is used up, or a call was refused by it. */
  limit_reached: z.object({
    limit: z.string(),
    /** It is of the plan and lets pass: operators are told as well. */
    fairUse: z.literal('passed').optional(),
    /** Of one that the workspace has set. */
    limitId: z.string().optional(),
    /** Of what a licence's tier allows. */
    licenceId: z.string().optional(),
    /** Whose it is, where it is one member's. */
    memberName: z.string().optional(),
    meter: z.string(),
    used: z.string(),
    cap: z.string(),
    resetsAt: z.string(),
  }),
  credit_low: z.object({ balanceNano: z.string(), thresholdNano: z.string() }),
  credit_expired: z.object({ amountNano: z.string(), lotKind: z.string() }),
  credit_granted: z.object({ amountNano: z.string(), lotKind: z.string() }),
  /** Money of a payment goes back, and the credit that it bought with it; or both come back. */
  payment_refunded: MoneyBack,
  refund_failed: MoneyBack,
  payment_disputed: MoneyBack,
  dispute_won: MoneyBack,
  /** Credit is no longer topped up by itself, until somebody sees to it. */
  top_up_stopped: z.object({ stop: z.string(), amountCents: z.string() }),
  /** Nor is it for the rest of the month, as the cap is reached. */
  top_up_capped: z.object({ capCents: z.string() }),
  /** Somebody asks for more of a limit. */
  limit_requested: z.object({ requestId: z.string(), userName: z.string(), limit: z.string() }),
  limit_granted: z.object({ limit: z.string(), meter: z.string(), cap: z.string() }),
  limit_declined: z.object({ limit: z.string() }),
  /** A payment for the plan has failed, and has not come yet. */
  payment_failed: z.object({
    planName: z.string(),
    /** Which reminder of it this is. */
    step: z.enum(['first', 'second', 'third', 'last']),
    /** When the plan ends unless it is paid. */
    until: z.string(),
  }),
  /** The plan ended, as it was not paid. */
  plan_lapsed: z.object({ planName: z.string(), freeName: z.string() }),
  /** An invoice is there to be paid, could not be charged, or is paid. totalCents: without tax. */
  invoice_open: z.object({ ...invoice }),
  invoice_failed: z.object({ ...invoice }),
  invoice_paid: z.object({ ...invoice }),
  model_published: z.object({ modelId: z.string(), modelName: z.string() }),
} as const;
export type NoticeKind = keyof typeof noticeFacts;
export type NoticeFacts<Kind extends NoticeKind = NoticeKind> = z.infer<(typeof noticeFacts)[Kind]>;
export const NoticeKind = z.enum(Object.keys(noticeFacts) as [NoticeKind, ...NoticeKind[]]);

/** Who is told where a notice is not for one person, and whether it also goes out by mail. */
export const noticeTable: Record<NoticeKind, { permission: Permission; isMailed: boolean }> = {
  limit_warning: { permission: 'budget:manage', isMailed: true },
  limit_reached: { permission: 'budget:manage', isMailed: true },
  credit_low: { permission: 'billing:view', isMailed: true },
  credit_expired: { permission: 'billing:view', isMailed: false },
  credit_granted: { permission: 'billing:view', isMailed: false },
  payment_refunded: { permission: 'billing:view', isMailed: true },
  refund_failed: { permission: 'billing:view', isMailed: false },
  payment_disputed: { permission: 'billing:view', isMailed: true },
  dispute_won: { permission: 'billing:view', isMailed: false },
  top_up_stopped: { permission: 'billing:view', isMailed: true },
  top_up_capped: { permission: 'billing:view', isMailed: false },
  limit_requested: { permission: 'budget:manage', isMailed: true },
  limit_granted: { permission: 'workspace:view', isMailed: false },
  limit_declined: { permission: 'workspace:view', isMailed: false },
  payment_failed: { permission: 'billing:manage', isMailed: true },
  plan_lapsed: { permission: 'billing:manage', isMailed: true },
  invoice_open: { permission: 'billing:view', isMailed: true },
  invoice_failed: { permission: 'billing:view', isMailed: true },
  invoice_paid: { permission: 'billing:view', isMailed: true },
  model_published: { permission: 'chat:create', isMailed: false },
};

export const Notice = z.object({
  id: z.string(),
  kind: NoticeKind,
  facts: z.record(z.string(), z.string()),
  isRead: z.boolean(),
  at: z.iso.datetime(),
});
export type Notice = z.infer<typeof Notice>;

/** The newest ones of the last 90 days, at most 50. */
export const NoticeList = z.object({ notices: z.array(Notice), unread: z.number().int() });
export type NoticeList = z.infer<typeof NoticeList>;

/** Everything up to this instant has been read. */
export const ReadNotices = InWorkspace.extend({ upTo: Instant });
export type ReadNotices = z.infer<typeof ReadNotices>;
