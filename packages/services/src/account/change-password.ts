import { eq } from 'drizzle-orm';
import { hashPassword } from '@geko/auth/passwords';
import type { ChangePassword } from '@geko/contracts/account';
import { users } from '@geko/db/schema/identity';
import { writeAccountAudit } from '../audit/write-audit.ts';
import { endTokens } from '../auth/one-time-token.ts';
import type { Deps, Principal, RequestFacts } from '../deps.ts';
import { assertProof } from './assert-proof.ts';
import { sendPasswordChanged } from './send-password-changed.ts';

/**
 * Another password, or a first one. Every other session ends, and so do the access tokens of this one and the links by
 * which a password could be reset.
 * @throws AppError INVALID_CREDENTIALS (field password), CONFIRM_IDENTITY, RATE_LIMITED
 */
export async function changePassword(
  deps: Pick<
    Deps,
    'db' | 'auth' | 'rateLimits' | 'secrets' | 'mail' | 'publicUrl' | 'now' | 'newId'
  >,
  { me, request }: { me: Principal; request: RequestFacts },
  { password, newPassword }: ChangePassword,
): Promise<void> {
  await assertProof(deps, me, { password });
  const passwordHash = await hashPassword(newPassword);
  const { userId, sessionId } = me;
  const now = deps.now();
  await deps.db.transaction(async (tx) => {
    await tx.update(users).set({ passwordHash }).where(eq(users.id, userId));
    await endTokens(tx, { userId, kinds: ['reset_password'], now });
    await deps.auth.revokeOthers({ userId, keepPublicId: sessionId, tx });
    await deps.auth.stepVersion(sessionId, tx);
    await sendPasswordChanged(tx, deps, me);
    await writeAccountAudit(
      { tx, userId, actorId: userId, now, newId: deps.newId, request },
      { action: 'account.change_password' },
    );
  });
}
