import { planIds } from '@geko/contracts/plans';
import type { PlanSettings } from '@geko/contracts/prices';
import { planOverrides } from '@geko/db/schema/models';
import type { OperatorDeps } from '../admin/operator.ts';
import { listPlans } from './list-plans.ts';

/** Every plan as it holds now, and whether an operator has changed it. */
export async function listPlanSettings({ db }: Pick<OperatorDeps, 'db'>): Promise<PlanSettings> {
  const plans = await listPlans(db);
  const changed = await db.select({ planId: planOverrides.planId }).from(planOverrides);
  return {
    plans: planIds.map((id) => ({
      id,
      plan: plans[id],
      isChanged: changed.some(({ planId }) => planId === id),
    })),
  };
}
