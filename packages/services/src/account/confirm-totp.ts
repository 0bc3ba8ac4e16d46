import { and, eq, isNull } from 'drizzle-orm';
import { matchTotp } from '@geko/auth/totp';
import type { RecoveryCodes } from '@geko/contracts/account';
import { AppError } from '@geko/contracts/errors';
import { userTotp } from '@geko/db/schema/identity';
import { writeAccountAudit } from '../audit/write-audit.ts';
import type { Deps, Principal, RequestFacts } from '../deps.ts';
import { sendFactorChanged } from './send-factor-changed.ts';
import { writeRecoveryCodes } from './write-recovery-codes.ts';

/**
 * Switches the second factor on, now that the app has shown a right code, and gives the recovery codes.
 * @throws AppError CONFLICT when none was begun or it is on already, INVALID_CODE, RATE_LIMITED
 */
export async function confirmTotp(
  deps: Pick<Deps, 'db' | 'rateLimits' | 'secrets' | 'mail' | 'publicUrl' | 'now' | 'newId'>,
  { me, request }: { me: Principal; request: RequestFacts },
  { code }: { code: string },
): Promise<RecoveryCodes> {
  const { userId } = me;
  await deps.rateLimits.consume('secondFactor', userId);
  const now = deps.now();
  const codes = await deps.db.transaction(async (tx) => {
    const isBegun = and(eq(userTotp.userId, userId), isNull(userTotp.confirmedAt));
    const [begun] = await tx
      .select({ sealedSecret: userTotp.sealedSecret })
      .from(userTotp)
      .where(isBegun)
      .for('update');
    const secret = begun ? deps.secrets.open('totp', begun.sealedSecret) : null;
    if (secret === null) {
      throw new AppError('CONFLICT', { message: 'Begin to set up the second factor again.' });
    }
    const lastStep = matchTotp({ secret, code: code.replaceAll(/[\s-]/gu, ''), now });
    if (lastStep === null) throw new AppError('INVALID_CODE', { field: 'code' });
    await tx.update(userTotp).set({ confirmedAt: now, lastStep }).where(isBegun);
    const written = await writeRecoveryCodes(tx, userId);
    await sendFactorChanged(tx, deps, { me, isEnabled: true });
    await writeAccountAudit(
      { tx, userId, actorId: userId, now, newId: deps.newId, request },
      { action: 'account.enable_totp', after: 'confirmed' },
    );
    return written;
  });
  await deps.rateLimits.reset('secondFactor', userId);
  return codes;
}
