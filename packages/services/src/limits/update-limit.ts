import { eq } from 'drizzle-orm';
import type { Limit, UpdateLimit } from '@geko/contracts/limits';
import { limits, tenantLimits } from '@geko/db/schema/limits';
import { writeAudit } from '../audit/write-audit.ts';
import type { Scope } from '../deps.ts';
import { auditFact, limitAction } from './audit-fact.ts';
import { getLimit, lockLimit } from './get-limit.ts';
import { isCompanyLimit, isLimitHere } from './limit-rows.ts';
import { assertMaySet } from './may-set-company-limits.ts';

/**
 * Changes how much a limit allows, and what happens beyond; from the next call on.
 * @throws AppError NOT_FOUND; FORBIDDEN for one of the company by somebody else than its owners
 */
export async function updateLimit(scope: Scope, input: UpdateLimit): Promise<Limit> {
  const { id } = input;
  const { tx, caller } = scope;
  const before = await lockLimit(scope, id);
  assertMaySet(caller, before);
  const change = {
    cap: input.cap === undefined ? before.cap : BigInt(input.cap),
    overflow: input.overflow ?? before.overflow,
  };
  const isChanged = change.cap !== before.cap || change.overflow !== before.overflow;
  if (!isChanged) return getLimit(scope, id);
  await (before.subjectKind === 'tenant'
    ? tx
        .update(tenantLimits)
        .set(change)
        .where(isCompanyLimit(caller, eq(tenantLimits.id, id)))
    : tx
        .update(limits)
        .set(change)
        .where(isLimitHere(caller, eq(limits.id, id))));
  const view = await getLimit(scope, id);
  await writeAudit(scope, {
    action: limitAction('update', before),
    objectId: id,
    before: auditFact(before),
    after: auditFact({ ...before, ...change }),
  });
  return view;
}
