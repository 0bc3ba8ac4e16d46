import { eq } from 'drizzle-orm';
import { AppError } from '@geko/contracts/errors';
import type { DismissCandidate } from '@geko/contracts/prices';
import { modelCandidates } from '@geko/db/schema/models';
import { auditOperator } from '../admin/audit-operator.ts';
import type { Operator, OperatorDeps } from '../admin/operator.ts';
import { toFact } from './catalogue-id.ts';

/**
 * Puts a candidate aside, or takes that back; the same price list does not bring it up again. Doing it twice is doing it
 * once.
 * @throws AppError NOT_FOUND, or CONFLICT where it was published.
 */
export async function dismissCandidate(
  deps: OperatorDeps,
  operator: Operator,
  { id, isDismissed }: DismissCandidate,
): Promise<void> {
  await deps.db.transaction(async (tx) => {
    const here = eq(modelCandidates.id, id);
    const [candidate] = await tx.select().from(modelCandidates).where(here).for('update');
    if (!candidate) throw new AppError('NOT_FOUND');
    if (candidate.status === 'published') throw new AppError('CONFLICT');
    if ((candidate.status === 'dismissed') === isDismissed) return;
    const open = candidate.problems.length > 0 ? 'quarantined' : 'candidate';
    await tx
      .update(modelCandidates)
      .set({
        status: isDismissed ? 'dismissed' : open,
        decidedAt: isDismissed ? deps.now() : null,
      })
      .where(here);
    await auditOperator(tx, deps, operator, {
      action: 'price.dismiss',
      objectId: toFact(id),
      before: candidate.status,
      after: isDismissed ? 'dismissed' : open,
    });
  });
}
