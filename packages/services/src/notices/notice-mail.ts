import type { Mail } from '@geko/contracts/mail';
import { noticeFacts, type NoticeKind } from '@geko/contracts/notices';
import type { Recipient } from './find-recipients.ts';

/** The mail to an operator of what a plan lets pass; null where it is no news of that. */
export function fairUseMail(
  { publicUrl, workspaceName }: Place,
  notice: { kind: NoticeKind; facts: Record<string, string> },
  { email: to, name, locale }: Recipient,
): Mail | null {
  if (notice.kind !== 'limit_reached') return null;
  const { fairUse, limit, used, cap, resetsAt } = noticeFacts.limit_reached.parse(notice.facts);
  if (fairUse === undefined) return null;
  const data = { name, workspaceName, limit, used, cap, resetsAt, url: `${publicUrl}/admin` };
  return { kind: 'fair_use_notice', to, locale, data };
}

type Place = { publicUrl: string; workspaceId: string; workspaceName: string };

const newsOf = { invoice_open: 'open', invoice_failed: 'failed', invoice_paid: 'paid' } as const;

/** The mail of a notice; null for a kind that goes out in the app only. */
export function noticeMail(
  { publicUrl, workspaceId, workspaceName }: Place,
  notice: { kind: NoticeKind; userId: string | null; facts: Record<string, string> },
  { email: to, name, locale }: Recipient,
): Mail | null {
  const home = `${publicUrl}/w/${workspaceId}`;
  const planPage = `${home}/settings?tab=plan`;
  const limitsPage = `${home}/settings?tab=limits`;
  const wallet = `${home}/settings?tab=wallet`;
  const { kind } = notice;
  switch (kind) {
    case 'limit_warning':
    case 'limit_reached': {
      const {
        memberName = null,
        limitId,
        licenceId,
        ...facts
      } = noticeFacts.limit_warning.parse(notice.facts);
      const isOwn = notice.userId !== null;
      const data = {
        name,
        workspaceName,
        isReached: kind === 'limit_reached',
        ...facts,
        memberName: isOwn ? null : memberName,
        isOwn,
        url:
          licenceId !== undefined
            ? `${home}/settings?tab=licences`
            : isOwn || limitId === undefined
              ? `${home}/usage`
              : `${limitsPage}&limit=${limitId}`,
      };
      return { kind: 'limit_notice', to, locale, data };
    }
    case 'credit_low': {
      const facts = noticeFacts.credit_low.parse(notice.facts);
      const data = { name, workspaceName, ...facts, url: wallet };
      return { kind: 'credit_notice', to, locale, data };
    }
    case 'payment_refunded':
    case 'payment_disputed': {
      const { amountCents, creditNano } = noticeFacts[kind].parse(notice.facts);
      const data = {
        name,
        workspaceName,
        amountCents: Number(amountCents),
        creditNano,
        // An invoice brought no credit that could go back.
        url: creditNano === '0' ? `${home}/settings?tab=invoices` : wallet,
      };
      return { kind, to, locale, data };
    }
    case 'top_up_stopped': {
      const { amountCents } = noticeFacts.top_up_stopped.parse(notice.facts);
      const data = { name, workspaceName, amountCents: Number(amountCents), url: wallet };
      return { kind, to, locale, data };
    }
    case 'payment_failed': {
      const { planName, step, until } = noticeFacts.payment_failed.parse(notice.facts);
      const data = { name, workspaceName, planName, isLast: step === 'last', until, url: planPage };
      return { kind: 'payment_failed', to, locale, data };
    }
    case 'plan_lapsed': {
      const facts = noticeFacts.plan_lapsed.parse(notice.facts);
      return {
        kind: 'plan_lapsed',
        to,
        locale,
        data: { name, workspaceName, ...facts, url: planPage },
      };
    }
    case 'limit_requested': {
      const { userName, limit } = noticeFacts.limit_requested.parse(notice.facts);
      const data = { name, workspaceName, userName, limit, url: limitsPage };
      return { kind: 'limit_requested', to, locale, data };
    }
    case 'invoice_open':
    case 'invoice_failed':
    case 'invoice_paid': {
      const { number, month, totalCents } = noticeFacts[kind].parse(notice.facts);
      const news = newsOf[kind];
      const url = `${home}/settings?tab=invoices`;
      const data = { name, workspaceName, news, number, month, totalCents, url };
      return { kind: 'invoice_notice', to, locale, data };
    }
    case 'credit_expired':
    case 'credit_granted':
    case 'refund_failed':
    case 'dispute_won':
    case 'top_up_capped':
    case 'limit_granted':
    case 'limit_declined':
    case 'model_published':
      return null;
  }
}
