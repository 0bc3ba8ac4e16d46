import { and, eq } from 'drizzle-orm';
import type { InvitationFacts } from '@geko/contracts/members';
import { asUser, type Tx } from '@geko/db/client';
import { users } from '@geko/db/schema/identity';
import { workspaceMembers } from '@geko/db/schema/tenancy';
import { addressOf, type Visitor } from '../auth/visitor.ts';
import type { Deps } from '../deps.ts';
import { getOpenInvitation } from './find-invitation.ts';

/** What the holder of a link may know before accepting. @throws AppError LINK_INVALID, RATE_LIMITED */
export async function inspectInvitation(
  deps: Pick<Deps, 'db' | 'secrets' | 'rateLimits'>,
  visitor: Visitor,
  { token }: { token: string },
): Promise<InvitationFacts> {
  await deps.rateLimits.consume('invitationByAddress', addressOf(visitor));
  const found = await getOpenInvitation(deps.db, deps, token);
  const [inviter] = await deps.db
    .select({ name: users.name })
    .from(users)
    .where(eq(users.id, found.invitedBy));
  const userId = visitor.principal?.userId;
  return {
    workspaceName: found.workspaceName,
    tenantName: found.tenantName,
    roleName: found.roleName,
    invitedByName: inviter?.name ?? '',
    email: found.email,
    expiresAt: found.expiresAt.toISOString(),
    isMember:
      userId !== undefined &&
      (await asUser(deps.db, userId, (tx) => isMember(tx, { ...found, userId }))),
  };
}

/** Whether somebody belongs to a workspace; the transaction must be theirs. */
export async function isMember(
  tx: Tx,
  { tenantId, workspaceId, userId }: { tenantId: string; workspaceId: string; userId: string },
): Promise<boolean> {
  const rows = await tx
    .select({ userId: workspaceMembers.userId })
    .from(workspaceMembers)
    .where(
      and(
        eq(workspaceMembers.tenantId, tenantId),
        eq(workspaceMembers.workspaceId, workspaceId),
        eq(workspaceMembers.userId, userId),
      ),
    );
  return rows.length > 0;
}
