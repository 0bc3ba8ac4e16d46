import { and, eq, lt, sql } from 'drizzle-orm';
import { idempotentRequests } from '@geko/db/schema/idempotency';
import { LEASE_MS, leaseEnd } from '../chat/lease.ts';
import type { Scope } from '../deps.ts';
import type { KeptAnswer, RunningRequest } from './running-request.ts';

/** How long an answer can be asked for again. system.delete_old_idempotent_requests deletes it then. */
const KEPT_MS = 24 * 3_600_000;
/** A key may be freed between the two looks at it. */
const MOST_LOOKS = 3;

/** A request with an Idempotency-Key. endpoint: method and path; fingerprint: SHA-256 of what was asked, hex. */
export type KeyClaim = { endpoint: string; key: string; fingerprint: string };

/**
 * What a key is good for. taken: it was free, and is the caller's own now. other_request: it was used with another body.
 * lost: the process that carried the first request gave no sign of life for a whole lease, or lost its end.
 */
export type KeyState =
  | { kind: 'taken'; request: RunningRequest }
  | { kind: 'answered'; answer: KeptAnswer }
  | { kind: 'other_request' | 'running' | 'lost' | 'untold' };

/** Takes an Idempotency-Key for a request, once among all who try; or tells what became of the first one. */
export async function takeKey(scope: Scope, claim: KeyClaim): Promise<KeyState> {
  for (let look = 1; look <= MOST_LOOKS; look += 1) {
    const request = await insertRequest(scope, claim);
    if (request !== null) return { kind: 'taken', request };
    const state = await findState(scope, claim);
    if (state !== null) return state;
  }
  return { kind: 'running' };
}

/** null = it is taken. One whose time is over is taken anew. */
async function insertRequest(
  { tx, caller, now, newId }: Scope,
  { endpoint, key, fingerprint }: KeyClaim,
): Promise<RunningRequest | null> {
  const { tenantId, workspaceId, userId, apiKeyId } = caller;
  const t = idempotentRequests;
  const begun = {
    id: newId(),
    fingerprint,
    status: 'running' as const,
    leaseUntil: leaseEnd(),
    createdAt: now,
    answerStatus: null,
    answerType: null,
    answerBody: null,
  };
  const [taken] = await tx
    .insert(t)
    .values({ tenantId, workspaceId, userId, apiKeyId, endpoint, key, ...begun })
    .onConflictDoUpdate({
      target: [t.tenantId, t.workspaceId, t.userId, t.apiKeyId, t.endpoint, t.key],
      set: begun,
      setWhere: lt(t.createdAt, new Date(now.getTime() - KEPT_MS)),
    })
    .returning({ id: t.id });
  return taken ? { tenantId, workspaceId, userId, id: taken.id } : null;
}

async function findState({ tx, caller }: Scope, claim: KeyClaim): Promise<KeyState | null> {
  const t = idempotentRequests;
  const [row] = await tx
    .select({
      fingerprint: t.fingerprint,
      status: t.status,
      answerStatus: t.answerStatus,
      answerType: t.answerType,
      answerBody: t.answerBody,
      isLost: sql<boolean>`${t.leaseUntil} < clock_timestamp()`,
    })
    .from(t)
    .where(
      and(
        eq(t.tenantId, caller.tenantId),
        eq(t.workspaceId, caller.workspaceId),
        eq(t.userId, caller.userId),
        sql`${t.apiKeyId} is not distinct from ${caller.apiKeyId}`,
        eq(t.endpoint, claim.endpoint),
        eq(t.key, claim.key),
      ),
    );
  if (!row) return null;
  if (row.fingerprint !== claim.fingerprint) return { kind: 'other_request' };
  if (row.status === 'running') return { kind: row.isLost ? 'lost' : 'running' };
  const { answerStatus: status, answerType: type, answerBody: body } = row;
  if (row.status === 'untold' || status === null || body === null) return { kind: 'untold' };
  return { kind: 'answered', answer: { status, type, body } };
}

/** How often a request that runs gives a sign of life. */
export const RENEW_KEY_MS = LEASE_MS / 3;
