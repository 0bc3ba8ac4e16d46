import { AppError } from '@geko/contracts/errors';
import type { CreateLimit, Limit } from '@geko/contracts/limits';
import { writeAudit } from '../audit/write-audit.ts';
import type { Scope } from '../deps.ts';
import { auditFact, limitAction } from './audit-fact.ts';
import { beginCounters, lockSettlements } from './begin-counters.ts';
import { getLimit } from './get-limit.ts';
import { insertLimit } from './insert-limit.ts';
import { findLimit, type StoredLimit } from './limit-rows.ts';
import { limitSubject } from './limit-subject.ts';
import { assertMaySet } from './may-set-company-limits.ts';

/**
 * Sets a limit; it holds from the next call on, and what was used in its current period before counts. The id is the
 * caller's: a resend gets the same answer.
 * @throws AppError FORBIDDEN for a limit on the company by somebody else than its owners; NOT_FOUND for a member, a
 * model or a key that is not there; CONFLICT when the id is another limit's, or the subject has one over this meter and
 * period
 */
export async function createLimit(scope: Scope, input: CreateLimit): Promise<Limit> {
  const { id, meter, period, overflow } = input;
  assertMaySet(scope.caller, { subjectKind: input.subject.kind });
  const limit: StoredLimit = {
    ...(await limitSubject(scope, input.subject)),
    id,
    meter,
    cap: BigInt(input.cap),
    period,
    anchorAt: input.anchorAt === null ? null : new Date(input.anchorAt),
    overflow,
    createdAt: scope.now,
  };
  await lockSettlements(scope);
  if (!(await insertLimit(scope, limit))) {
    await assertResent(scope, limit);
    return getLimit(scope, id);
  }
  await beginCounters(scope, limit);
  const view = await getLimit(scope, id);
  await writeAudit(scope, {
    action: limitAction('create', limit),
    objectId: id,
    after: auditFact(limit),
  });
  return view;
}

/** The very limit of this id is there already, or there is a conflict. */
async function assertResent(scope: Scope, limit: StoredLimit): Promise<void> {
  const there = (await findLimit(scope, limit.id))?.limit;
  if (!there) {
    throw new AppError('CONFLICT', {
      field: 'subject',
      message: 'There is a limit on this over the same period already. Change that one.',
    });
  }
  const isSame =
    there.subjectKind === limit.subjectKind &&
    there.subjectId === limit.subjectId &&
    there.meter === limit.meter &&
    there.period === limit.period &&
    there.cap === limit.cap &&
    there.overflow === limit.overflow &&
    there.timeZone === limit.timeZone &&
    there.anchorAt?.getTime() === limit.anchorAt?.getTime();
  if (!isSame) throw new AppError('CONFLICT', { field: 'id' });
}
