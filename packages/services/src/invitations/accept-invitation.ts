import { and, eq, isNull } from 'drizzle-orm';
import type { Accepted } from '@geko/contracts/members';
import { users } from '@geko/db/schema/identity';
import { writeAccountAudit } from '../audit/write-audit.ts';
import { addressOf } from '../auth/visitor.ts';
import type { Deps, Principal, RequestFacts } from '../deps.ts';
import { getOpenInvitation } from './find-invitation.ts';
import { joinByInvitation } from './join-by-invitation.ts';

/**
 * Makes a signed-in person a member; whoever holds the link may use it. Following the link of a mail to their own
 * address also confirms that address. @throws AppError LINK_INVALID, RATE_LIMITED
 */
export async function acceptInvitation(
  deps: Pick<Deps, 'db' | 'secrets' | 'rateLimits' | 'now' | 'newId'>,
  { me, request }: { me: Pick<Principal, 'userId'>; request: RequestFacts },
  { token }: { token: string },
): Promise<Accepted> {
  const { userId } = me;
  await deps.rateLimits.consume('invitationByAddress', addressOf({ request }));
  return deps.db.transaction(async (tx) => {
    const found = await getOpenInvitation(tx, deps, token);
    await joinByInvitation(tx, deps, found, { userId, request });
    if (found.isFromMail && found.email !== null) {
      const now = deps.now();
      const confirmed = await tx
        .update(users)
        .set({ emailVerifiedAt: now })
        .where(
          and(eq(users.id, userId), eq(users.email, found.email), isNull(users.emailVerifiedAt)),
        )
        .returning({ id: users.id });
      if (confirmed.length > 0) {
        await writeAccountAudit(
          { tx, userId, actorId: userId, now, newId: deps.newId, request },
          { action: 'account.verify_email' },
        );
      }
    }
    return { userId, workspaceId: found.workspaceId };
  });
}
