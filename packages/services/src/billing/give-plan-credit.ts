import { NANO_PER_USD } from '@geko/contracts/usd';
import type { NoticePlace } from '../notices/insert-notice.ts';
import { getPlan } from '../plans/list-plans.ts';
import { resetSubscriptionCredit } from '../wallet/reset-subscription-credit.ts';
import type { PlanSubscription } from './plan-subscription.ts';

/**
 * Grants the credit that comes with a subscription's period once the period is paid for, and ends that of the one before;
 * once a period and plan, however often it is told.
 */
export async function givePlanCredit(
  place: NoticePlace,
  { before, after }: { before: PlanSubscription; after: PlanSubscription },
): Promise<void> {
  const { state, planId, subscriptionId, periodStartAt, periodEndAt, paidUntil } = after;
  if (state !== 'active' || periodStartAt === null || periodEndAt === null) return;
  if (paidUntil === null || paidUntil < periodEndAt) return;
  const { creditCentsPerMonth } = await getPlan(place.tx, planId);
  const isOther =
    before.planId !== planId || before.periodStartAt?.getTime() !== periodStartAt.getTime();
  // Without credit there is only what another plan or period left to be ended.
  if (creditCentsPerMonth === 0 && !isOther) return;
  await resetSubscriptionCredit(place, {
    periodKey: `${subscriptionId ?? ''} ${planId} ${periodStartAt.toISOString()}`,
    amountNano: (BigInt(creditCentsPerMonth) * NANO_PER_USD) / 100n,
    expiresAt: periodEndAt,
  });
}
