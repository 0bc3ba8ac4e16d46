import { and, eq } from 'drizzle-orm';
import { AppError } from '@geko/contracts/errors';
import { isUuid } from '@geko/contracts/ids';
import type { CreateLimit, Limit, LimitSubject } from '@geko/contracts/limits';
import { limits } from '@geko/db/schema/money';
import { workspaceMembers } from '@geko/db/schema/tenancy';
import { writeAudit } from '../audit/write-audit.ts';
import type { Scope } from '../deps.ts';
import { findModel } from '../models/catalogue.ts';
import { auditFact } from './audit-fact.ts';
import { beginCounters, lockSettlements } from './begin-counters.ts';
import { getLimit } from './get-limit.ts';
import { isLimitHere } from './limit-rows.ts';

type NewLimit = typeof limits.$inferInsert;

/**
 * Sets a limit; it holds from the next call on, and what was used in its current period before counts. The id is the
 * caller's: a resend gets the same answer.
 * @throws AppError NOT_FOUND for a member or a model that is not there; CONFLICT when the id is another limit's, or the
 * subject has one over this meter and period
 */
export async function createLimit(scope: Scope, input: CreateLimit): Promise<Limit> {
  const { tx, caller, now } = scope;
  const { tenantId, workspaceId, userId } = caller;
  const { id, subject, meter, period, overflow } = input;
  const row: NewLimit = {
    tenantId,
    workspaceId,
    id,
    subjectKind: subject.kind,
    subjectId: await getSubjectId(scope, subject),
    meter,
    cap: BigInt(input.cap),
    period,
    anchorAt: input.anchorAt === null ? null : new Date(input.anchorAt),
    overflow,
    createdBy: userId,
    createdAt: now,
  };
  await lockSettlements(scope);
  const made = await tx.insert(limits).values(row).onConflictDoNothing().returning();
  const [limit] = made;
  if (!limit) {
    await assertResent(scope, row);
    return getLimit(scope, id);
  }
  await beginCounters(scope, limit);
  const view = await getLimit(scope, id);
  await writeAudit(scope, { action: 'limit.create', objectId: id, after: auditFact(limit) });
  return view;
}

/** The canonical id of what the limit is on; '' where its kind says it all. */
async function getSubjectId(scope: Scope, subject: LimitSubject): Promise<string> {
  const { tx, caller, now } = scope;
  switch (subject.kind) {
    case 'workspace':
    case 'each_member':
      return '';
    case 'member': {
      const isHere = and(
        eq(workspaceMembers.tenantId, caller.tenantId),
        eq(workspaceMembers.workspaceId, caller.workspaceId),
        eq(workspaceMembers.userId, subject.id),
      );
      if (!isUuid(subject.id) || (await tx.$count(workspaceMembers, isHere)) === 0)
        throw new AppError('NOT_FOUND', { field: 'subject.id' });
      return subject.id;
    }
    case 'model': {
      const found = await findModel(tx, { ...caller, now, modelId: subject.id });
      if (!found) throw new AppError('NOT_FOUND', { field: 'subject.id' });
      return found.model.id;
    }
  }
}

/** The very limit of this id is there already, or there is a conflict. */
async function assertResent({ tx, caller }: Scope, row: NewLimit): Promise<void> {
  const [there] = await tx
    .select()
    .from(limits)
    .where(isLimitHere(caller, eq(limits.id, row.id)));
  if (!there) {
    throw new AppError('CONFLICT', {
      field: 'subject',
      message: 'There is a limit on this over the same period already. Change that one.',
    });
  }
  const isSame =
    there.subjectKind === row.subjectKind &&
    there.subjectId === row.subjectId &&
    there.meter === row.meter &&
    there.period === row.period &&
    there.cap === row.cap &&
    there.overflow === row.overflow &&
    there.anchorAt?.getTime() === row.anchorAt?.getTime();
  if (!isSame) throw new AppError('CONFLICT', { field: 'id' });
}
