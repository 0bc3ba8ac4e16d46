import { and, eq } from 'drizzle-orm';
import { AppError } from '@geko/contracts/errors';
import type { DecideRequest } from '@geko/contracts/limits';
import { limitRequests, limits } from '@geko/db/schema/limits';
import { setLimits } from '@geko/domain/limits';
import { writeAudit } from '../audit/write-audit.ts';
import type { Scope } from '../deps.ts';
import { insertNotice } from '../notices/insert-notice.ts';
import { auditFact } from './audit-fact.ts';
import { lockLimit } from './get-limit.ts';
import { isLimitHere, type StoredLimit } from './limit-rows.ts';
import { proposedCap } from './proposed-cap.ts';

type Request = typeof limitRequests.$inferSelect;

/**
 * Answers who asked for more: raises the limit's cap, or doesn't; they are told. The same answer again changes nothing.
 * @throws AppError NOT_FOUND; CONFLICT when it was answered otherwise; BAD_REQUEST for a cap that raises nothing
 */
export async function decideRequest(scope: Scope, input: DecideRequest): Promise<void> {
  const { limitId } = await getRequest(scope, input.id);
  // The limit first, as its removal locks them.
  const limit = await lockLimit(scope, limitId);
  const request = await getRequest(scope, input.id, { isLocked: true });
  const status = input.isGranted ? 'granted' : 'declined';
  if (request.status === status) return;
  if (request.status !== 'open') throw new AppError('CONFLICT', { field: 'id' });
  const { tx, caller, now } = scope;
  await tx
    .update(limitRequests)
    .set({ status, decidedBy: caller.userId, decidedAt: now })
    .where(isRequest(scope, request.id));
  if (input.isGranted) await raise(scope, { limit, request, cap: input.cap });
  else await decline(scope, { limit, request });
}

async function raise(
  scope: Scope,
  { limit, request, cap }: { limit: StoredLimit; request: Request; cap: number | undefined },
): Promise<void> {
  const raised = BigInt(cap ?? proposedCap(Number(limit.cap)));
  if (raised <= limit.cap) {
    throw new AppError('BAD_REQUEST', {
      field: 'cap',
      message: `cap: must be above ${limit.cap}.`,
    });
  }
  await scope.tx
    .update(limits)
    .set({ cap: raised })
    .where(isLimitHere(scope.caller, eq(limits.id, limit.id)));
  await insertNotice(placeOf(scope), {
    kind: 'limit_granted',
    facts: { limit: nameFor(scope, limit), meter: limit.meter, cap: raised.toString() },
    userId: request.userId,
    onceKey: `limit_granted ${request.id}`,
  });
  await writeAudit(scope, {
    action: 'limit.grant',
    objectId: limit.id,
    before: auditFact(limit),
    after: auditFact({ ...limit, cap: raised }),
  });
}

async function decline(
  scope: Scope,
  { limit, request }: { limit: StoredLimit; request: Request },
): Promise<void> {
  await insertNotice(placeOf(scope), {
    kind: 'limit_declined',
    facts: { limit: nameFor(scope, limit) },
    userId: request.userId,
    onceKey: `limit_declined ${request.id}`,
  });
  await writeAudit(scope, { action: 'limit.decline', objectId: limit.id, after: request.id });
}

/** The same name that refusals tell it by. */
function nameFor({ caller, now }: Scope, limit: StoredLimit): string {
  const { userId, timeZone } = caller;
  return setLimits({ limits: [limit], userId, at: now, timeZone })[0]?.name ?? '';
}

function placeOf({ tx, caller, now, newId }: Scope) {
  return { tx, tenantId: caller.tenantId, workspaceId: caller.workspaceId, now, newId };
}

function isRequest({ caller }: Scope, id: string) {
  return and(
    eq(limitRequests.tenantId, caller.tenantId),
    eq(limitRequests.workspaceId, caller.workspaceId),
    eq(limitRequests.id, id),
  );
}

async function getRequest(
  scope: Scope,
  id: string,
  { isLocked = false }: { isLocked?: boolean } = {},
): Promise<Request> {
  const found = scope.tx.select().from(limitRequests).where(isRequest(scope, id)).$dynamic();
  const [request] = await (isLocked ? found.for('update') : found);
  if (!request) throw new AppError('NOT_FOUND');
  return request;
}
