import { eq } from 'drizzle-orm';
import { limits, tenantLimits } from '@geko/db/schema/limits';
import type { Scope } from '../deps.ts';
import { isCompanyLimit, isLimitHere, type StoredLimit } from './limit-rows.ts';

/**
 * Keeps a new limit, of the workspace or its company. False = there is one of this id, or one on the same subject over
 * this meter and period. Settlements must be locked, so that no two of one id are made at once.
 */
export async function insertLimit(
  { tx, caller }: Pick<Scope, 'tx' | 'caller'>,
  limit: StoredLimit,
): Promise<boolean> {
  const { tenantId, workspaceId, userId: createdBy } = caller;
  const { id, subjectKind, subjectId, meter, cap, period, anchorAt, overflow, createdAt } = limit;
  const facts = { tenantId, id, meter, cap, period, anchorAt, overflow, createdBy, createdAt };
  if (subjectKind === 'tenant') {
    if ((await tx.$count(limits, isLimitHere(caller, eq(limits.id, id)))) > 0) return false;
    const made = await tx
      .insert(tenantLimits)
      .values({ ...facts, timeZone: limit.timeZone ?? 'UTC' })
      .onConflictDoNothing()
      .returning({ id: tenantLimits.id });
    return made.length > 0;
  }
  const isCompanys = isCompanyLimit(caller, eq(tenantLimits.id, id));
  if ((await tx.$count(tenantLimits, isCompanys)) > 0) return false;
  const made = await tx
    .insert(limits)
    .values({ ...facts, workspaceId, subjectKind, subjectId })
    .onConflictDoNothing()
    .returning({ id: limits.id });
  return made.length > 0;
}
