import { eq } from 'drizzle-orm';
import { verifyPassword } from '@geko/auth/passwords';
import type { Login } from '@geko/contracts/auth';
import { AppError } from '@geko/contracts/errors';
import { users, userTotp } from '@geko/db/schema/identity';
import type { Deps } from '../deps.ts';

export type KnownPerson = {
  userId: string;
  passwordHash: string | null;
  lastWorkspaceId: string | null;
  hasTotp: boolean;
};

/**
 * Whose email and password these are. An unknown account, and one without a password, take as long and answer alike.
 * @throws AppError INVALID_CREDENTIALS
 */
export async function checkPassword(
  deps: Pick<Deps, 'db'>,
  { email, password }: Login,
): Promise<KnownPerson> {
  const [user] = await deps.db
    .select({
      userId: users.id,
      passwordHash: users.passwordHash,
      lastWorkspaceId: users.lastWorkspaceId,
      totpConfirmedAt: userTotp.confirmedAt,
    })
    .from(users)
    .leftJoin(userTotp, eq(userTotp.userId, users.id))
    .where(eq(users.email, email));
  const isRight = await verifyPassword(user?.passwordHash ?? null, password);
  if (!user || !isRight) throw new AppError('INVALID_CREDENTIALS');
  const { totpConfirmedAt, ...person } = user;
  return { ...person, hasTotp: totpConfirmedAt !== null };
}
