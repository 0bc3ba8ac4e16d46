import { isNull, sql } from 'drizzle-orm';
import { newTotpSecret, totpUri } from '@geko/auth/totp';
import type { TotpSetup } from '@geko/contracts/account';
import { AppError } from '@geko/contracts/errors';
import { userTotp } from '@geko/db/schema/identity';
import { writeAccountAudit } from '../audit/write-audit.ts';
import type { Deps, Principal, RequestFacts } from '../deps.ts';
import { assertProof } from './assert-proof.ts';

/**
 * A new secret for an authenticator app. It asks for no code before one has been shown to work (confirmTotp); begun
 * again, the secret before is forgotten.
 * @throws AppError CONFLICT when there is a second factor already, INVALID_CREDENTIALS, CONFIRM_IDENTITY, RATE_LIMITED
 */
export async function beginTotp(
  deps: Pick<Deps, 'db' | 'rateLimits' | 'secrets' | 'branding' | 'now' | 'newId'>,
  { me, request }: { me: Principal; request: RequestFacts },
  proof: { password?: string | null | undefined },
): Promise<TotpSetup> {
  await assertProof(deps, me, proof);
  const { userId } = me;
  const secret = newTotpSecret();
  const sealedSecret = deps.secrets.seal('totp', secret);
  const createdAt = deps.now();
  await deps.db.transaction(async (tx) => {
    const begun = await tx
      .insert(userTotp)
      .values({ userId, sealedSecret, createdAt })
      .onConflictDoUpdate({
        target: userTotp.userId,
        set: { sealedSecret, createdAt, lastStep: sql`null` },
        setWhere: isNull(userTotp.confirmedAt),
      })
      .returning({ userId: userTotp.userId });
    if (begun.length === 0) {
      throw new AppError('CONFLICT', { message: 'The second factor is on already.' });
    }
    await writeAccountAudit(
      { tx, userId, actorId: userId, now: createdAt, newId: deps.newId, request },
      { action: 'account.enable_totp', after: 'begun' },
    );
  });
  const uri = totpUri({ secret, issuer: deps.branding.name, account: me.email });
  return { secret, uri };
}
