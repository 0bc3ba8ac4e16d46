import { eq } from 'drizzle-orm';
import type { DisableTotp, RecoveryCodes } from '@geko/contracts/account';
import { AppError } from '@geko/contracts/errors';
import type { Tx } from '@geko/db/client';
import { recoveryCodes, userTotp } from '@geko/db/schema/identity';
import { writeAccountAudit } from '../audit/write-audit.ts';
import { takeFactorCode } from '../auth/take-factor-code.ts';
import type { Deps, Principal, RequestFacts } from '../deps.ts';
import { assertProof } from './assert-proof.ts';
import { sendFactorChanged } from './send-factor-changed.ts';
import { writeRecoveryCodes } from './write-recovery-codes.ts';

type FactorDeps = Pick<
  Deps,
  'db' | 'rateLimits' | 'secrets' | 'mail' | 'publicUrl' | 'now' | 'newId'
>;
type Who = { me: Principal; request: RequestFacts };

/** Switches the second factor off. @throws AppError INVALID_CODE, INVALID_CREDENTIALS, CONFIRM_IDENTITY, RATE_LIMITED */
export async function disableTotp(deps: FactorDeps, who: Who, input: DisableTotp): Promise<void> {
  await withFactor(deps, who, input, async (tx) => {
    const { userId } = who.me;
    await tx.delete(userTotp).where(eq(userTotp.userId, userId));
    await tx.delete(recoveryCodes).where(eq(recoveryCodes.userId, userId));
    await sendFactorChanged(tx, deps, { me: who.me, isEnabled: false });
    await writeAccountAudit(placeOf(tx, deps, who), { action: 'account.disable_totp' });
  });
}

/** Ten new recovery codes; those before are void. @throws like disableTotp */
export function renewRecoveryCodes(
  deps: FactorDeps,
  who: Who,
  input: DisableTotp,
): Promise<RecoveryCodes> {
  return withFactor(deps, who, input, async (tx) => {
    const codes = await writeRecoveryCodes(tx, who.me.userId);
    await writeAccountAudit(placeOf(tx, deps, who), { action: 'account.renew_recovery_codes' });
    return codes;
  });
}

const placeOf = (tx: Tx, { now, newId }: FactorDeps, { me: { userId }, request }: Who) => ({
  tx,
  userId,
  actorId: userId,
  now: now(),
  newId,
  request,
});

/** Runs something that takes both proofs: password and code. Wrong codes are counted. */
async function withFactor<T>(
  deps: FactorDeps,
  { me }: Who,
  { password, code }: DisableTotp,
  change: (tx: Tx) => Promise<T>,
): Promise<T> {
  const { userId } = me;
  await assertProof(deps, me, { password });
  await deps.rateLimits.consume('secondFactor', userId);
  const changed = await deps.db.transaction(async (tx) => {
    const isRight = await takeFactorCode(tx, deps, { userId, code });
    if (!isRight) throw new AppError('INVALID_CODE', { field: 'code' });
    return change(tx);
  });
  await deps.rateLimits.reset('secondFactor', userId);
  return changed;
}
