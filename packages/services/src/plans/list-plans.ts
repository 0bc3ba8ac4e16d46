import { eq } from 'drizzle-orm';
import { planIds, planSchema, planTable, type Plan, type PlanId } from '@geko/contracts/plans';
import type { Tx } from '@geko/db/client';
import { planOverrides } from '@geko/db/schema/models';

/** Every plan as it holds now: what the operator has changed, else as it ships. */
export async function listPlans(tx: Pick<Tx, 'select'>): Promise<Record<PlanId, Plan>> {
  const rows = await tx.select().from(planOverrides);
  const plans = { ...planTable };
  for (const id of planIds) {
    const changed = rows.find(({ planId }) => planId === id);
    if (changed) plans[id] = planSchema.parse(changed.plan);
  }
  return plans;
}

/** What the plans are called now. */
export async function listPlanNames(tx: Pick<Tx, 'select'>): Promise<Record<PlanId, string>> {
  const { free, pro, paygo, enterprise } = await listPlans(tx);
  return { free: free.name, pro: pro.name, paygo: paygo.name, enterprise: enterprise.name };
}

/** One plan as it holds now. */
export async function getPlan(tx: Pick<Tx, 'select'>, id: PlanId): Promise<Plan> {
  const [changed] = await tx.select().from(planOverrides).where(eq(planOverrides.planId, id));
  return changed ? planSchema.parse(changed.plan) : planTable[id];
}
