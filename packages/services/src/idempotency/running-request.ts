import { and, eq } from 'drizzle-orm';
import { inTenant } from '@geko/db/client';
import { idempotentRequests } from '@geko/db/schema/idempotency';
import { closeSurely } from '../chat/close-call.ts';
import { leaseEnd } from '../chat/lease.ts';
import type { Deps } from '../deps.ts';

/** A request that has taken its Idempotency-Key and is being carried out. */
export type RunningRequest = {
  tenantId: string;
  workspaceId: string;
  userId: string;
  id: string;
};

/** An answer as it is kept: HTTP status, content type, and the body (gzip). */
export type KeptAnswer = { status: number; type: string | null; body: Uint8Array };

/** answered: so it is told from now on. untold: it is larger than what is kept. free: nothing came of it, and the key is good again. */
export type RequestEnd =
  | { kind: 'answered'; answer: KeptAnswer }
  | { kind: 'untold' }
  | { kind: 'free' };

/** Keeps what became of a request, or frees its key. Tries again while the database is away. */
export async function endRequest(
  deps: Pick<Deps, 'db' | 'log'>,
  request: RunningRequest,
  end: RequestEnd,
): Promise<void> {
  await closeSurely(deps, { ...request, turnId: request.id }, () =>
    inTenant(deps.db, request, async (tx) => {
      if (end.kind === 'free') {
        await tx.delete(idempotentRequests).where(isOf(request));
        return;
      }
      const answer = end.kind === 'answered' ? end.answer : null;
      await tx
        .update(idempotentRequests)
        .set({
          status: end.kind,
          answerStatus: answer?.status ?? null,
          answerType: answer?.type ?? null,
          answerBody: answer?.body ?? null,
        })
        .where(isOf(request));
    }),
  );
}

/** A sign of life of the process that carries a request. */
export async function renewRequest(
  { db }: Pick<Deps, 'db'>,
  request: RunningRequest,
): Promise<void> {
  await inTenant(db, request, (tx) =>
    tx.update(idempotentRequests).set({ leaseUntil: leaseEnd() }).where(isOf(request)),
  );
}

function isOf({ tenantId, workspaceId, id }: RunningRequest) {
  return and(
    eq(idempotentRequests.tenantId, tenantId),
    eq(idempotentRequests.workspaceId, workspaceId),
    eq(idempotentRequests.id, id),
  );
}
