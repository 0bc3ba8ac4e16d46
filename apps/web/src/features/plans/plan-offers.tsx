'use client';
import { Button } from '@geko/ui/button';
import { Callout } from '@geko/ui/callout';
import { cn } from '@geko/ui/cn';
import type { BillingOverview, PlanView } from '@geko/contracts/billing';
import type { PlanStanding, SoldPlan } from '@geko/contracts/subscriptions';
import { lazy, Suspense, useRef, useState } from 'react';
import { fill } from '../../lib/fill.ts';
import { useMessages } from '../../messages/use-messages.tsx';
import { formErrorText } from '../admin/form-error-text.ts';
import { returnFocus } from '../provider-keys/return-focus.ts';
import { useWorkspace } from '../shell/workspace-context.tsx';
import { PlanCard } from './plan-card.tsx';
import { useStartPlan } from './use-start-plan.ts';

const ChangePlanDialog = lazy(async () => ({
  default: (await import('./change-plan-dialog.tsx')).ChangePlanDialog,
}));

const runs: readonly PlanStanding['standing'][] = ['trialing', 'active', 'grace', 'lapsed'];

function soldPlan({ id }: PlanView): SoldPlan | null {
  return id === 'pro' || id === 'paygo' ? id : null;
}

/**
 * The plans side by side, and by whoever pays the way to each: to Stripe's page, or a change of what is subscribed to.
 * standing: null for those who may not see what is paid.
 */
export function PlanOffers({
  overview: { plans, canPay },
  standing,
  className,
}: {
  overview: BillingOverview;
  standing: PlanStanding | null;
  className?: string;
}) {
  const words = useMessages('plans');
  const common = useMessages('common');
  const { can } = useWorkspace();
  const { start, starting, error } = useStartPlan();
  const [changing, setChanging] = useState<SoldPlan | null>(null);
  const pressed = useRef<HTMLButtonElement | null>(null);
  const isPayer = can('billing:manage');
  const isSubscribed = standing !== null && runs.includes(standing.standing);
  const mayChange =
    standing?.standing !== 'grace' &&
    standing?.standing !== 'lapsed' &&
    standing?.isByHand === false &&
    standing.subscription?.isEndingAtPeriodEnd === false;
  const actionOf = (plan: PlanView) => {
    const sold = soldPlan(plan);
    if (!canPay || !isPayer || standing === null || sold === null) return null;
    if (plan.priceCentsPerMonth === null) return null;
    if (isSubscribed) {
      if (standing.subscription?.planId === sold || !mayChange) return null;
      return (
        <Button
          variant="secondary"
          aria-haspopup="dialog"
          onClick={(event) => {
            pressed.current = event.currentTarget;
            setChanging(sold);
          }}
        >
          {fill(words.changeTo, { plan: plan.name })}
        </Button>
      );
    }
    if (plan.isCurrent) return null;
    const hasTrial = plan.trialDays > 0 && standing.isTrialOpen;
    return (
      <Button
        variant={sold === 'pro' ? 'primary' : 'secondary'}
        isLoading={starting === sold}
        disabled={starting !== null}
        onClick={() => start(sold)}
      >
        {fill(hasTrial ? words.tryIt : words.choose, { plan: plan.name })}
      </Button>
    );
  };
  const problem = formErrorText(error, { fields: [], networkFailed: common.networkFailed });
  return (
    <>
      {canPay ? null : <Callout title={words.cannotPayTitle}>{words.cannotPayBody}</Callout>}
      {canPay && !isPayer ? <Callout>{words.whoPays}</Callout> : null}
      {problem === null ? null : (
        <Callout tone="danger" role="alert">
          {problem}
        </Callout>
      )}
      <ul aria-label={words.comparison} className={cn('grid gap-4 lg:grid-cols-3', className)}>
        {plans.map((plan) => (
          <PlanCard key={plan.id} plan={plan} action={actionOf(plan)} />
        ))}
      </ul>
      {canPay && isPayer ? <p className="text-xs text-subtle">{words.atStripe}</p> : null}
      <Suspense>
        {changing === null ? null : (
          <ChangePlanDialog
            planId={changing}
            returnFocus={(event) => returnFocus(pressed)(event)}
            onClose={() => setChanging(null)}
          />
        )}
      </Suspense>
    </>
  );
}
