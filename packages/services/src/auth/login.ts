import { eq } from 'drizzle-orm';
import type { Login, SignedIn } from '@geko/contracts/auth';
import { AppError } from '@geko/contracts/errors';
import { verifyPassword } from '@geko/auth/passwords';
import { users } from '@geko/db/schema/identity';
import type { Deps } from '../deps.ts';

/** Checks email and password; an unknown account takes as long and answers alike. */
export async function login(deps: Pick<Deps, 'db'>, input: Login): Promise<SignedIn> {
  const [user] = await deps.db
    .select({
      id: users.id,
      passwordHash: users.passwordHash,
      lastWorkspaceId: users.lastWorkspaceId,
    })
    .from(users)
    .where(eq(users.email, input.email));
  const isRight = await verifyPassword(user?.passwordHash ?? null, input.password);
  if (!user || !isRight) throw new AppError('INVALID_CREDENTIALS');
  return { userId: user.id, workspaceId: user.lastWorkspaceId };
}
