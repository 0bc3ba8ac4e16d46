import { eq } from 'drizzle-orm';
import { verifyPassword } from '@geko/auth/passwords';
import type { Proof } from '@geko/contracts/account';
import { AppError } from '@geko/contracts/errors';
import type { z } from 'zod';
import { users } from '@geko/db/schema/identity';
import type { Deps, Principal } from '../deps.ts';

const FRESH_MS = 10 * 60 * 1000;

/**
 * That it is really the person: their password, or, for an account without one, a sign-in of the last ten minutes.
 * Wrong passwords are counted, and a right one gives the tries back.
 * @throws AppError INVALID_CREDENTIALS (field password), CONFIRM_IDENTITY, RATE_LIMITED
 */
export async function assertProof(
  deps: Pick<Deps, 'db' | 'rateLimits' | 'now'>,
  me: Pick<Principal, 'userId' | 'signedInAt'>,
  { password }: z.infer<typeof Proof>,
): Promise<void> {
  const [person] = await deps.db
    .select({ passwordHash: users.passwordHash })
    .from(users)
    .where(eq(users.id, me.userId));
  const passwordHash = person?.passwordHash ?? null;
  if (passwordHash === null) {
    const isFresh = deps.now().getTime() - me.signedInAt.getTime() <= FRESH_MS;
    if (!isFresh) throw new AppError('CONFIRM_IDENTITY');
    return;
  }
  await deps.rateLimits.consume('proofByAccount', me.userId);
  if (!(await verifyPassword(passwordHash, password ?? ''))) {
    throw new AppError('INVALID_CREDENTIALS', {
      field: 'password',
      message: 'This is not your password.',
    });
  }
  await deps.rateLimits.reset('proofByAccount', me.userId);
}
