import type { BillingOverview } from '@geko/contracts/billing';
import { planIds, planTable } from '@geko/contracts/plans';
import { calendarMonth } from '@geko/domain/periods';
import type { Scope } from '../deps.ts';

/** The workspace's plan, its period, and the plans there are. */
export function getBillingOverview({ caller, now }: Scope): BillingOverview {
  const period = calendarMonth({ at: now, timeZone: caller.timeZone });
  return {
    planId: caller.planId,
    periodStart: period.startAt.toISOString(),
    periodEnd: period.endAt.toISOString(),
    plans: planIds
      .filter((id) => !planTable[id].isHidden || id === caller.planId)
      .map((id) => {
        const { name, priceCentsPerMonth, tiers, limits, postpaidMarkupBps } = planTable[id];
        return {
          id,
          name,
          priceCentsPerMonth,
          tiers,
          limits: [...limits],
          postpaidMarkupBps,
          isCurrent: id === caller.planId,
        };
      }),
    canPay: false,
  };
}
