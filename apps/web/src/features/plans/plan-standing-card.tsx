'use client';
import { Button } from '@geko/ui/button';
import { Callout } from '@geko/ui/callout';
import { Card } from '@geko/ui/card';
import type { BillingOverview, PlanView } from '@geko/contracts/billing';
import type { PlanStanding } from '@geko/contracts/subscriptions';
import { fill } from '../../lib/fill.ts';
import { useFormat } from '../../lib/use-format.tsx';
import { useMessages } from '../../messages/use-messages.tsx';
import { useWorkspace } from '../shell/workspace-context.tsx';
import { EndPlan } from './end-plan.tsx';
import { planPrice } from './plan-card.tsx';
import { useOpenPortal } from './use-open-portal.ts';

/** What the workspace has now, until when, and what can be done about it. */
export function PlanStandingCard({
  overview: { plans, canPay },
  standing,
}: {
  overview: BillingOverview;
  standing: PlanStanding;
}) {
  const words = useMessages('plans');
  const format = useFormat();
  const { can } = useWorkspace();
  const portal = useOpenPortal();
  const current = plans.find(({ isCurrent }) => isCurrent);
  const { subscription } = standing;
  if (current === undefined) return null;
  const mayPay = canPay && can('billing:manage') && subscription !== null;
  const isUnpaid = standing.standing === 'grace' || standing.standing === 'lapsed';
  return (
    <Card>
      <section aria-label={words.current.label} className="flex flex-col gap-3 p-5">
        <div className="flex flex-wrap items-start justify-between gap-x-6 gap-y-3">
          <div className="min-w-0">
            <h2 className="text-sm text-muted">{words.current.label}</h2>
            <p className="mt-0.5 text-lg font-semibold wrap-anywhere">
              {fill(words.current.price, {
                plan: current.name,
                price: priceNow(current, standing, { words, format }),
              })}
            </p>
            <Sentences current={current} plans={plans} standing={standing} />
          </div>
          {mayPay ? (
            <div className="flex flex-wrap gap-2">
              <Button
                variant={isUnpaid ? 'primary' : 'secondary'}
                isLoading={portal.isOpening}
                onClick={portal.open}
              >
                {words.current.portal}
              </Button>
              <EndPlan standing={standing} />
            </div>
          ) : null}
        </div>
      </section>
    </Card>
  );
}

/** What is subscribed to may cost other than the plan does by now. */
function priceNow(
  current: PlanView,
  { subscription, isByHand }: PlanStanding,
  {
    words,
    format,
  }: { words: Parameters<typeof planPrice>[1]; format: Parameters<typeof planPrice>[2] },
): string {
  const isIt = subscription?.endedAt === null && subscription.planId === current.id && !isByHand;
  if (!isIt) return planPrice(current, words, format);
  return planPrice({ ...current, priceCentsPerMonth: subscription.priceCents }, words, format);
}

function Sentences({
  current,
  plans,
  standing: { standing, until, isByHand, subscription },
}: {
  current: PlanView;
  plans: readonly PlanView[];
  standing: PlanStanding;
}) {
  const { current: texts, perMonth } = useMessages('plans');
  const { planNames } = useMessages('common');
  const format = useFormat();
  const free = plans.find(({ id }) => id === 'free')?.name ?? planNames.free;
  const plan = subscription === null ? current.name : planNames[subscription.planId];
  const date = until === null ? '' : format.date(until);
  const isRunning = subscription !== null && subscription.endedAt === null;
  return (
    <div className="mt-1 flex flex-col gap-2 text-sm leading-5 text-muted">
      {isByHand ? <p>{texts.byHand}</p> : null}
      {isByHand && isRunning ? (
        <p>
          {fill(texts.subscribed, {
            plan,
            price: fill(perMonth, { price: format.cents(subscription.priceCents) }),
          })}
        </p>
      ) : null}
      {standing === 'trialing' ? <p>{fill(texts.trial, { date })}</p> : null}
      {subscription?.isEndingAtPeriodEnd === true &&
      isRunning &&
      subscription.periodEnd !== null ? (
        <p>{fill(texts.ends, { date: format.date(subscription.periodEnd), free })}</p>
      ) : standing === 'active' && subscription?.periodEnd != null ? (
        <p>{fill(texts.goesOn, { date: format.date(subscription.periodEnd) })}</p>
      ) : null}
      {standing === 'grace' && !isByHand ? (
        <Callout tone="warning">{fill(texts.grace, { plan, date })}</Callout>
      ) : null}
      {standing === 'lapsed' && !isByHand ? (
        <Callout tone="danger">{fill(texts.lapsed, { plan, free })}</Callout>
      ) : null}
    </div>
  );
}
