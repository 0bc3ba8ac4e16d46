import type { BillingOverview } from '@geko/contracts/billing';
import { calendarMonth } from '@geko/domain/periods';
import type { Scope } from '../deps.ts';
import { listPlanViews } from '../plans/list-plan-views.ts';

/** The workspace's plan, its period, and the plans there are, as the operator has changed them. */
export async function getBillingOverview(
  { tx, caller, now }: Scope,
  { canPay }: Pick<BillingOverview, 'canPay'>,
): Promise<BillingOverview> {
  const period = calendarMonth({ at: now, timeZone: caller.timeZone });
  return {
    planId: caller.planId,
    periodStart: period.startAt.toISOString(),
    periodEnd: period.endAt.toISOString(),
    plans: await listPlanViews(tx, caller.planId),
    canPay,
  };
}
