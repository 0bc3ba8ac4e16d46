import { eq, sql } from 'drizzle-orm';
import { AppError } from '@geko/contracts/errors';
import { userAvatars } from '@geko/db/schema/identity';
import type { Deps, Principal } from '../deps.ts';

/**
 * The picture of oneself or of somebody who shares a workspace (WebP).
 * @throws AppError NOT_FOUND, alike for a stranger and for who has none
 */
export async function getAvatar(
  deps: Pick<Deps, 'db'>,
  me: Pick<Principal, 'userId'>,
  userId: string,
): Promise<{ id: string; image: Uint8Array }> {
  const [found] = await deps.db
    .select({ id: userAvatars.id, image: userAvatars.image })
    .from(userAvatars)
    .where(
      sql`${eq(userAvatars.userId, userId)} and
        (${userId}::uuid = ${me.userId}::uuid or system.share_workspace(${me.userId}, ${userId}))`,
    );
  if (!found) throw new AppError('NOT_FOUND');
  return found;
}
