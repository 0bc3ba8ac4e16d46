import type { BillingOverview } from '@geko/contracts/billing';
import { planIds } from '@geko/contracts/plans';
import { calendarMonth } from '@geko/domain/periods';
import type { Scope } from '../deps.ts';
import { listPlans } from '../plans/list-plans.ts';
import { getSystemMarkup } from '../prices/get-system-markup.ts';

/** The workspace's plan, its period, and the plans there are, as the operator has changed them. */
export async function getBillingOverview(
  { tx, caller, now }: Scope,
  { canPay }: Pick<BillingOverview, 'canPay'>,
): Promise<BillingOverview> {
  const period = calendarMonth({ at: now, timeZone: caller.timeZone });
  const plans = await listPlans(tx);
  const systemBps = await getSystemMarkup(tx);
  return {
    planId: caller.planId,
    periodStart: period.startAt.toISOString(),
    periodEnd: period.endAt.toISOString(),
    plans: planIds
      .filter((id) => !plans[id].isHidden || id === caller.planId)
      .map((id) => {
        const { name, priceCentsPerMonth, tiers, limits, postpaidMarkupBps } = plans[id];
        return {
          id,
          name,
          priceCentsPerMonth,
          tiers,
          limits: [...limits],
          postpaidMarkupBps: postpaidMarkupBps ?? systemBps,
          isCurrent: id === caller.planId,
        };
      }),
    canPay,
  };
}
