'use client';
import { Badge } from '@geko/ui/badge';
import type { StandingKind, SubscriptionPage } from '@geko/contracts/subscriptions';
import type { Format } from '../../lib/create-format.ts';
import { fill } from '../../lib/fill.ts';
import { useFormat } from '../../lib/use-format.tsx';
import type { Messages } from '../../messages/messages.ts';
import { useMessages } from '../../messages/use-messages.tsx';

type Row = SubscriptionPage['items'][number];

const tones: Record<StandingKind, 'neutral' | 'accent' | 'success' | 'warning' | 'danger'> = {
  none: 'neutral',
  trialing: 'accent',
  active: 'success',
  grace: 'warning',
  lapsed: 'danger',
  ended: 'neutral',
};

/** One subscription: whose, to what, and how it stands. */
export function SubscriptionRow({ row }: { row: Row }) {
  const texts = useMessages('revenue');
  const { planNames } = useMessages('common');
  const format = useFormat();
  const held = planNames[row.heldPlanId];
  const words = standingText(row, { texts, format, held });
  return (
    <li className="px-4 py-3.5 sm:px-5">
      <div className="flex flex-wrap items-center gap-2">
        <p className="min-w-0 text-sm font-medium wrap-anywhere">{row.workspaceName}</p>
        <Badge tone={tones[row.standing]}>{texts.standings[row.standing]}</Badge>
      </div>
      <p className="mt-0.5 text-xs leading-5 text-muted">
        {fill(texts.row, {
          plan: planNames[row.planId],
          price: format.cents(row.priceCents),
          date: format.date(row.begunAt),
        })}
      </p>
      {words === null ? null : <p className="text-xs leading-5 text-muted">{words}</p>}
      {row.isByHand && row.endedAt === null ? (
        <p className="text-xs leading-5 text-muted">{fill(texts.byHand, { held })}</p>
      ) : null}
      {row.subscriptionRef === null ? null : (
        <p className="text-xs leading-5 wrap-anywhere text-subtle">{row.subscriptionRef}</p>
      )}
    </li>
  );
}

function standingText(
  { standing, until, periodEnd, failedSince, endedAt }: Row,
  { texts, format, held }: { texts: Messages['revenue']; format: Format; held: string },
): string | null {
  const date = (at: string | null): string => (at === null ? '' : format.date(at));
  switch (standing) {
    case 'none':
      return null;
    case 'trialing':
      return fill(texts.trialUntil, { date: date(until) });
    case 'active':
      return until === null
        ? fill(texts.renews, { date: date(periodEnd) })
        : fill(texts.endsAt, { date: date(until) });
    case 'grace':
      return fill(texts.graceUntil, { since: date(failedSince), date: date(until) });
    case 'lapsed':
      return fill(texts.lapsedSince, { since: date(failedSince), held });
    case 'ended':
      return fill(texts.endedAt, { date: date(endedAt) });
  }
}
