import { and, eq, isNotNull, isNull, lt, or } from 'drizzle-orm';
import { hashRecoveryCode } from '@geko/auth/recovery-codes';
import { matchTotp } from '@geko/auth/totp';
import type { Tx } from '@geko/db/client';
import { recoveryCodes, userTotp } from '@geko/db/schema/identity';
import type { Deps } from '../deps.ts';

/**
 * Uses a code of the second factor up: six digits of the authenticator app, or a recovery code. Each is good once,
 * whatever comes at the same time: one conditional write decides. False for a wrong or used one.
 */
export async function takeFactorCode(
  tx: Tx,
  deps: Pick<Deps, 'secrets' | 'now'>,
  { userId, code }: { userId: string; code: string },
): Promise<boolean> {
  const plain = code.replaceAll(/[\s-]/gu, '');
  return /^\d{6}$/u.test(plain)
    ? takeTotp(tx, deps, { userId, code: plain })
    : takeRecoveryCode(tx, deps, { userId, code: plain });
}

async function takeTotp(
  tx: Tx,
  deps: Pick<Deps, 'secrets' | 'now'>,
  { userId, code }: { userId: string; code: string },
): Promise<boolean> {
  const isConfirmed = and(eq(userTotp.userId, userId), isNotNull(userTotp.confirmedAt));
  const [stored] = await tx
    .select({ sealedSecret: userTotp.sealedSecret })
    .from(userTotp)
    .where(isConfirmed);
  const secret = stored ? deps.secrets.open('totp', stored.sealedSecret) : null;
  const step = secret === null ? null : matchTotp({ secret, code, now: deps.now() });
  if (step === null) return false;
  const taken = await tx
    .update(userTotp)
    .set({ lastStep: step })
    .where(and(isConfirmed, or(isNull(userTotp.lastStep), lt(userTotp.lastStep, step))))
    .returning({ userId: userTotp.userId });
  return taken.length > 0;
}

async function takeRecoveryCode(
  tx: Tx,
  deps: Pick<Deps, 'now'>,
  { userId, code }: { userId: string; code: string },
): Promise<boolean> {
  const taken = await tx
    .update(recoveryCodes)
    .set({ usedAt: deps.now() })
    .where(
      and(
        eq(recoveryCodes.userId, userId),
        eq(recoveryCodes.codeHash, hashRecoveryCode(code)),
        isNull(recoveryCodes.usedAt),
      ),
    )
    .returning({ userId: recoveryCodes.userId });
  return taken.length > 0;
}
