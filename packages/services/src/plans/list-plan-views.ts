import type { PlanView } from '@geko/contracts/billing';
import { planIds, type PlanId } from '@geko/contracts/plans';
import type { Tx } from '@geko/db/client';
import { getSystemMarkup } from '../prices/get-system-markup.ts';
import { listPlans } from './list-plans.ts';

/** The plans that people may see, as they hold now. current: the one that somebody has; null = a stranger's. */
export async function listPlanViews(
  tx: Pick<Tx, 'select'>,
  current: PlanId | null,
): Promise<PlanView[]> {
  const plans = await listPlans(tx);
  const systemBps = await getSystemMarkup(tx);
  return planIds
    .filter((id) => !plans[id].isHidden || id === current)
    .map((id) => {
      const {
        isHidden: _hidden,
        upgradeTo: _upgrade,
        limits,
        postpaidMarkupBps,
        ...plan
      } = plans[id];
      return {
        id,
        ...plan,
        limits: [...limits],
        postpaidMarkupBps: postpaidMarkupBps ?? systemBps,
        isCurrent: id === current,
      };
    });
}
