import { writeAccountAudit } from '../audit/write-audit.ts';
import { endTokens } from '../auth/one-time-token.ts';
import { sendVerification } from '../auth/send-verification.ts';
import type { Deps, Principal, RequestFacts } from '../deps.ts';

/** Mails the link again that confirms the account's address; the ones before die. @throws AppError RATE_LIMITED */
export async function resendVerification(
  deps: Pick<Deps, 'db' | 'rateLimits' | 'secrets' | 'mail' | 'publicUrl' | 'now' | 'newId'>,
  { me, request }: { me: Principal; request: RequestFacts },
): Promise<void> {
  if (me.isEmailVerified) return;
  const { userId } = me;
  await deps.rateLimits.consume('verifyMailByAccount', userId);
  const now = deps.now();
  await deps.db.transaction(async (tx) => {
    await endTokens(tx, { userId, kinds: ['verify_email'], now });
    await sendVerification(tx, deps, me);
    await writeAccountAudit(
      { tx, userId, actorId: userId, now, newId: deps.newId, request },
      { action: 'account.verify_email', after: 'asked' },
    );
  });
}
