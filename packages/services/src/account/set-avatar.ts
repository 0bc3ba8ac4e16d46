import { eq } from 'drizzle-orm';
import { userAvatars, users } from '@geko/db/schema/identity';
import { writeAccountAudit } from '../audit/write-audit.ts';
import type { Deps, Principal, RequestFacts } from '../deps.ts';
import { squarePicture } from '../images/square-picture.ts';

/** Gives the person another picture, or none (null). @throws AppError BAD_REQUEST (field image) */
export async function setAvatar(
  deps: Pick<Deps, 'db' | 'now' | 'newId'>,
  { me, request }: { me: Pick<Principal, 'userId'>; request: RequestFacts },
  { image: sent }: { image: string | null },
): Promise<void> {
  const { userId } = me;
  const image = sent === null ? null : await squarePicture(sent);
  const avatarId = image === null ? null : deps.newId();
  await deps.db.transaction(async (tx) => {
    await tx.update(users).set({ avatarId }).where(eq(users.id, userId));
    await tx.delete(userAvatars).where(eq(userAvatars.userId, userId));
    if (image !== null && avatarId !== null)
      await tx.insert(userAvatars).values({ userId, id: avatarId, image });
    await writeAccountAudit(
      { tx, userId, actorId: userId, now: deps.now(), newId: deps.newId, request },
      { action: 'account.update_profile', after: 'avatar' },
    );
  });
}
