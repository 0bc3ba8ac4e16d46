import { eq, sql } from 'drizzle-orm';
import { planSchema, planTable, type Plan } from '@geko/contracts/plans';
import type { SavePlan } from '@geko/contracts/prices';
import { planOverrides } from '@geko/db/schema/models';
import { auditOperator } from '../admin/audit-operator.ts';
import type { Operator, OperatorDeps } from '../admin/operator.ts';
import { checkPlan } from './check-plan.ts';
import { listPlans } from './list-plans.ts';

/**
 * Changes what a plan is, for everybody on it, from the next request on; plan null = as it ships. One at a time, since
 * two plans that each are sound may offer one another.
 * @throws AppError BAD_REQUEST where the plan would not work (check-plan.ts).
 */
export async function savePlan(
  deps: OperatorDeps,
  operator: Operator,
  { id, plan }: SavePlan,
): Promise<void> {
  const wanted = plan ?? planTable[id];
  const isShipped = changedFields(planTable[id], wanted).length === 0;
  await deps.db.transaction(async (tx) => {
    await tx.execute(sql`select pg_advisory_xact_lock(hashtextextended('plans', 0))`);
    const plans = await listPlans(tx);
    const changed = changedFields(plans[id], wanted);
    checkPlan(id, { ...plans, [id]: wanted });
    if (isShipped) {
      await tx.delete(planOverrides).where(eq(planOverrides.planId, id));
    } else {
      const set = { plan: wanted, updatedAt: deps.now() };
      await tx
        .insert(planOverrides)
        .values({ planId: id, ...set })
        .onConflictDoUpdate({ target: planOverrides.planId, set });
    }
    await auditOperator(tx, deps, operator, {
      action: 'plan.save',
      objectId: id,
      before: changed.join(','),
      after: isShipped ? 'shipped' : 'changed',
    });
  });
}

/** Names of the fields in which two plans differ, as audit lines write them. */
function changedFields(one: Plan, other: Plan): string[] {
  // Parsed, both have their fields in the order of the schema.
  const [a, b] = [planSchema.parse(one), planSchema.parse(other)];
  return (Object.keys(a) as (keyof Plan)[])
    .filter((field) => JSON.stringify(a[field]) !== JSON.stringify(b[field]))
    .map((field) => field.replace(/[A-Z]/gu, (capital) => `_${capital.toLowerCase()}`));
}
