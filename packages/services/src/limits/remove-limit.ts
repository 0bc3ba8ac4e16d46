import { eq } from 'drizzle-orm';
import { AppError } from '@geko/contracts/errors';
import { limits } from '@geko/db/schema/money';
import { writeAudit } from '../audit/write-audit.ts';
import type { Scope } from '../deps.ts';
import { auditFact } from './audit-fact.ts';
import { isLimitHere } from './limit-rows.ts';

/** Takes a limit away, with what people have asked for of it. @throws AppError NOT_FOUND */
export async function removeLimit(scope: Scope, id: string): Promise<void> {
  const [gone] = await scope.tx
    .delete(limits)
    .where(isLimitHere(scope.caller, eq(limits.id, id)))
    .returning();
  if (!gone) throw new AppError('NOT_FOUND');
  await writeAudit(scope, { action: 'limit.remove', objectId: id, before: auditFact(gone) });
}
