import { and, eq } from 'drizzle-orm';
import { AppError } from '@geko/contracts/errors';
import { limits } from '@geko/db/schema/money';
import { writeAudit } from '../audit/write-audit.ts';
import type { Scope } from '../deps.ts';
import { auditFact } from './audit-fact.ts';
import { beginCounters, lockSettlements } from './begin-counters.ts';
import { isLimitHere } from './limit-rows.ts';

/** Takes a limit away, with what people have asked for of it. @throws AppError NOT_FOUND */
export async function removeLimit(scope: Scope, id: string): Promise<void> {
  await lockSettlements(scope);
  const [gone] = await scope.tx
    .delete(limits)
    .where(isLimitHere(scope.caller, eq(limits.id, id)))
    .returning();
  if (!gone) throw new AppError('NOT_FOUND');
  if (gone.subjectKind === 'member') await beginInItsPlace(scope, gone);
  await writeAudit(scope, { action: 'limit.remove', objectId: id, before: auditFact(gone) });
}

/** The limit on each member that this member's own stood in for holds for them from now on; its periods may be others. */
async function beginInItsPlace(scope: Scope, gone: typeof limits.$inferSelect): Promise<void> {
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
