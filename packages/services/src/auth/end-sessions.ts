import { AppError } from '@geko/contracts/errors';
import type { Tx } from '@geko/db/client';
import { writeAccountAudit } from '../audit/write-audit.ts';
import type { Deps, Principal, RequestFacts } from '../deps.ts';
import { endTokens } from './one-time-token.ts';

type EndDeps = Pick<Deps, 'db' | 'auth' | 'now' | 'newId'>;
type Who = { me: Principal; request: RequestFacts };

const placeOf = ({ now, newId }: EndDeps, { me: { userId }, request }: Who) => ({
  userId,
  actorId: userId,
  now: now(),
  newId,
  request,
});

/** Whoever signs out, here or elsewhere, lets nobody in with a code that is on its way. */
const endCodes = (tx: Tx, { now }: EndDeps, userId: string) =>
  endTokens(tx, { userId, kinds: ['desktop_sign_in'], now: now() });

/** Signs out: ends the session that the request came with. */
export async function logout(deps: EndDeps, who: Who): Promise<void> {
  const { sessionId, userId } = who.me;
  await deps.db.transaction(async (tx) => {
    if (!(await deps.auth.revoke(sessionId, userId, tx))) return;
    await endCodes(tx, deps, userId);
    await writeAccountAudit({ tx, ...placeOf(deps, who) }, { action: 'account.sign_out' });
  });
}

/** Signs the person out somewhere. @throws AppError NOT_FOUND */
export async function revokeSession(
  deps: EndDeps,
  who: Who,
  { sessionId }: { sessionId: string },
): Promise<void> {
  await deps.db.transaction(async (tx) => {
    const wasThere = await deps.auth.revoke(sessionId, who.me.userId, tx);
    if (!wasThere) throw new AppError('NOT_FOUND');
    const entry = { action: 'account.end_sessions', before: sessionId } as const;
    await writeAccountAudit({ tx, ...placeOf(deps, who) }, entry);
  });
}

/** Signs the person out everywhere but here. */
export async function revokeOtherSessions(deps: EndDeps, who: Who): Promise<void> {
  const { sessionId, userId } = who.me;
  await deps.db.transaction(async (tx) => {
    await deps.auth.revokeOthers({ userId, keepPublicId: sessionId, tx });
    await endCodes(tx, deps, userId);
    const entry = { action: 'account.end_sessions', after: sessionId } as const;
    await writeAccountAudit({ tx, ...placeOf(deps, who) }, entry);
  });
}
