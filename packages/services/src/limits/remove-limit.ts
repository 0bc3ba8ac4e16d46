import { and, eq } from 'drizzle-orm';
import { limits, tenantLimits } from '@geko/db/schema/limits';
import { writeAudit } from '../audit/write-audit.ts';
import type { Scope } from '../deps.ts';
import { auditFact, limitAction } from './audit-fact.ts';
import { beginCounters, lockSettlements } from './begin-counters.ts';
import { lockLimit } from './get-limit.ts';
import { isCompanyLimit, isLimitHere, type StoredLimit } from './limit-rows.ts';
import { assertMaySet } from './may-set-company-limits.ts';

/**
 * Takes a limit away, with what people have asked for of it.
 * @throws AppError NOT_FOUND; FORBIDDEN for one of the company by somebody else than its owners
 */
export async function removeLimit(scope: Scope, id: string): Promise<void> {
  const { tx, caller } = scope;
  await lockSettlements(scope);
  const gone = await lockLimit(scope, id);
  assertMaySet(caller, gone);
  await (gone.subjectKind === 'tenant'
    ? tx.delete(tenantLimits).where(isCompanyLimit(caller, eq(tenantLimits.id, id)))
    : tx.delete(limits).where(isLimitHere(caller, eq(limits.id, id))));
  if (gone.subjectKind === 'member') await beginInItsPlace(scope, gone);
  await writeAudit(scope, {
    action: limitAction('remove', gone),
    objectId: id,
    before: auditFact(gone),
  });
}

/** The limit on each member that this member's own stood in for holds for them from now on; its periods may be others. */
async function beginInItsPlace(scope: Scope, gone: StoredLimit): Promise<void> {
  const { subjectKind, subjectId, meter, period } = gone;
  const [general] = await scope.tx
    .select()
    .from(limits)
    .where(
      isLimitHere(
        scope.caller,
        and(
          eq(limits.subjectKind, 'each_member'),
          eq(limits.meter, meter),
          eq(limits.period, period),
        ),
      ),
    );
  if (general) await beginCounters(scope, { ...general, subjectKind, subjectId });
}
