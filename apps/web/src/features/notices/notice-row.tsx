'use client';
import { cn } from '@geko/ui/cn';
import type { Notice, NoticeKind } from '@geko/contracts/notices';
import {
  Coins,
  Cpu,
  Gauge,
  HandHelping,
  ReceiptText,
  TriangleAlert,
  Undo2,
  type LucideIcon,
} from 'lucide-react';
import Link from 'next/link';
import { useFormat } from '../../lib/use-format.tsx';
import { useMessages } from '../../messages/use-messages.tsx';
import { useWorkspace } from '../shell/workspace-context.tsx';
import { noticeAge } from './notice-age.ts';
import { noticeView } from './notice-words.ts';

const icons: Record<NoticeKind, LucideIcon> = {
  limit_warning: Gauge,
  limit_reached: TriangleAlert,
  credit_low: Coins,
  credit_expired: Coins,
  credit_granted: Coins,
  invoice_open: ReceiptText,
  invoice_failed: TriangleAlert,
  invoice_paid: ReceiptText,
  payment_refunded: Undo2,
  refund_failed: Coins,
  payment_disputed: TriangleAlert,
  dispute_won: Coins,
  top_up_stopped: TriangleAlert,
  top_up_capped: Coins,
  limit_requested: HandHelping,
  limit_granted: Gauge,
  limit_declined: Gauge,
  payment_failed: TriangleAlert,
  plan_lapsed: TriangleAlert,
  model_published: Cpu,
};

/** One notice: what happened, when, and the page where one goes on from it. */
export function NoticeRow({
  notice,
  isFresh,
  nowMs,
  onFollow,
}: {
  notice: Notice;
  isFresh: boolean;
  nowMs: number;
  onFollow: () => void;
}) {
  const notices = useMessages('notices');
  const usage = useMessages('usage');
  const format = useFormat();
  const { me, workspace, can } = useWorkspace();
  const Icon = icons[notice.kind];
  const view = noticeView(notice, {
    texts: { notices, usage },
    format,
    workspaceId: workspace.id,
    can,
  });
  return (
    <li className="border-b border-line last:border-b-0">
      <Link
        href={view.href}
        onClick={onFollow}
        className="flex gap-3 px-4 py-3 -outline-offset-2 hover:bg-hover"
      >
        <Icon
          aria-hidden
          className={cn('mt-0.5 size-4 shrink-0', isFresh ? 'text-accent-text' : 'text-subtle')}
        />
        <span className="min-w-0 flex-1 wrap-anywhere">
          <span className={cn('block text-sm leading-5', isFresh && 'font-medium')}>
            {isFresh ? <span className="sr-only">{notices.unread}: </span> : null}
            {view.title}
          </span>
          <span className="block text-[0.8125rem] leading-5 text-muted">{view.body}</span>
          <time
            dateTime={notice.at}
            title={format.dateTime(notice.at)}
            className="block text-xs leading-5 text-subtle"
          >
            {noticeAge(notice.at, nowMs, me.locale) ?? format.date(notice.at)}
          </time>
        </span>
        {isFresh ? (
          <span aria-hidden className="mt-1.5 size-2 shrink-0 rounded-full bg-accent" />
        ) : null}
      </Link>
    </li>
  );
}
