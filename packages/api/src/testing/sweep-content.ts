import { randomUUID } from 'node:crypto';
import { and, eq, ne } from 'drizzle-orm';
import { hashToken } from '@geko/auth/secrets';
import type { MemberRole, Permission } from '@geko/contracts/permissions';
import type { Tx } from '@geko/db/client';
import { conversations, messages, turnParts, turns } from '@geko/db/schema/chat';
import { workspaceDevices, workspaceWantedModels } from '@geko/db/schema/devices';
import {
  oneTimeTokens,
  recoveryCodes,
  userAvatars,
  userIdentities,
  users,
  userTotp,
} from '@geko/db/schema/identity';
import { workspaceModels } from '@geko/db/schema/models';
import {
  invitations,
  rolePermissions,
  workspaceIcons,
  workspaceMembers,
  workspaceRoles,
  workspaces,
} from '@geko/db/schema/tenancy';
import { openWorkspace } from '@geko/services/workspace/open-workspace';

/** Whose rows: the transaction must be in this workspace. */
export type Place = { tenantId: string; workspaceId: string; userId: string };
export type Chat = { conversationId: string; turnId: string };

const PIXEL = Buffer.from('R0lGODlhAQABAIAAAAAAAP///yH5BAEAAAAALAAAAAABAAEAAAIBRAA7', 'base64');

/** A finished conversation of this person; text is in its title and every message, modelId wrote the answer. */
export async function writeChat(
  tx: Tx,
  { tenantId, workspaceId, userId }: Place,
  { text, modelId, isDeleted }: { text: string; modelId: string; isDeleted: boolean },
): Promise<Chat> {
  const place = { tenantId, workspaceId };
  const [conversationId, turnId, answerId] = [randomUUID(), randomUUID(), randomUUID()];
  const now = new Date();
  const deletedAt = isDeleted ? now : null;
  await tx
    .insert(conversations)
    .values({ ...place, id: conversationId, userId, title: text, deletedAt });
  await tx.insert(messages).values({
    ...place,
    id: turnId,
    conversationId,
    role: 'user',
    text,
    position: 1,
  });
  await tx.insert(turns).values({
    ...place,
    id: turnId,
    conversationId,
    userId,
    userMessageId: turnId,
    assistantMessageId: answerId,
    modelId,
    status: 'finished',
    startedAt: now,
    closedAt: now,
  });
  await tx.insert(messages).values({
    ...place,
    id: answerId,
    conversationId,
    role: 'assistant',
    text,
    turnId,
    position: 2,
  });
  await tx.insert(turnParts).values({ ...place, turnId, seq: 1, kind: 'text', text });
  return { conversationId, turnId };
}

/** A role of the workspace's own, with one permission; returns its id. */
export async function writeRole(
  tx: Tx,
  { tenantId, workspaceId }: Place,
  { text, permission }: { text: string; permission: Permission },
): Promise<string> {
  const place = { tenantId, workspaceId };
  const id = randomUUID();
  await tx
    .insert(workspaceRoles)
    .values({ ...place, id, name: `${text} ${id.slice(0, 8)}`, description: text });
  await tx.insert(rolePermissions).values({ ...place, roleId: id, permission });
  return id;
}

/** A person without a password who joins the workspace in this role; returns their id. */
export async function writeMember(
  tx: Tx,
  { tenantId, workspaceId }: Place,
  { text, role }: { text: string; role: Exclude<MemberRole, 'custom'> },
): Promise<string> {
  const userId = randomUUID();
  await tx.insert(users).values({ id: userId, email: `${text}-${userId}@example.com`, name: text });
  await tx.insert(workspaceMembers).values({ tenantId, workspaceId, userId, role });
  return userId;
}

/** An open invitation; email null = a link. Its token stands in no row. */
export async function writeInvitation(
  tx: Tx,
  { tenantId, workspaceId, userId }: Place,
  { email }: { email: string | null },
): Promise<{ invitationId: string; token: string }> {
  const [id, token] = [randomUUID(), randomUUID().replaceAll('-', '')];
  await tx.insert(invitations).values({
    tenantId,
    workspaceId,
    id,
    email,
    role: 'viewer',
    tokenHash: hashToken(token),
    invitedBy: userId,
    expiresAt: new Date(Date.now() + 86_400_000),
  });
  return { invitationId: id, token };
}

/** A workspace beside that of the place, with the same members and somebody new as an owner more. */
export async function writeWorkspace(
  tx: Tx,
  { tenantId, workspaceId: like }: Place,
  { text, isRemoved }: { text: string; isRemoved: boolean },
): Promise<{ workspaceId: string; ownerId: string }> {
  const members = await tx
    .select({ userId: workspaceMembers.userId, role: workspaceMembers.role })
    .from(workspaceMembers)
    .where(and(eq(workspaceMembers.workspaceId, like), ne(workspaceMembers.role, 'custom')));
  const [workspaceId, ownerId] = [randomUUID(), randomUUID()];
  const now = new Date();
  await tx.insert(users).values({
    id: ownerId,
    email: `${text.replaceAll(' ', '-')}-${ownerId}@example.com`,
    name: text,
  });
  await openWorkspace(tx, { tenantId, workspaceId, userId: ownerId, name: text, now });
  await tx
    .insert(workspaceMembers)
    .values(members.map((member) => ({ tenantId, workspaceId, ...member })));
  if (isRemoved)
    await tx.update(workspaces).set({ deletedAt: now }).where(eq(workspaces.id, workspaceId));
  return { workspaceId, ownerId };
}

/** A picture of the workspace, unless it has one. */
export async function writeIcon(
  tx: Tx,
  { tenantId, workspaceId }: Omit<Place, 'userId'>,
): Promise<void> {
  const id = randomUUID();
  const icon = { tenantId, workspaceId, id, image: PIXEL };
  const written = await tx.insert(workspaceIcons).values(icon).onConflictDoNothing();
  if (written.rowCount === 0) return;
  await tx.update(workspaces).set({ iconId: id }).where(eq(workspaces.id, workspaceId));
}

/** A row in each table of a workspace that has none from everyday use. */
export async function writeRest(
  tx: Tx,
  { tenantId, workspaceId }: Place,
  modelId: string,
): Promise<void> {
  await writeIcon(tx, { tenantId, workspaceId });
  await tx.insert(workspaceModels).values({ tenantId, workspaceId, modelId, isEnabled: true });
  await tx
    .insert(workspaceWantedModels)
    .values({ tenantId, workspaceId, modelId: 'llama3.2-1b', createdAt: new Date() });
}

/** A machine that has told of itself; what it calls itself. */
export async function writeDevice(tx: Tx, place: Place, id: string): Promise<string> {
  const now = new Date();
  await tx
    .insert(workspaceDevices)
    .values({
      ...place,
      id,
      name: 'A laptop',
      platform: 'linux',
      version: '1.0.0',
      models: [],
      firstSeenAt: now,
      lastSeenAt: now,
    })
    .onConflictDoNothing();
  return id;
}

/** A row in each table of a person; their second factor stays unconfirmed, so that a password still signs them in. */
export async function writePersonal(tx: Tx, userId: string, text: string): Promise<void> {
  const [later, now] = [new Date(Date.now() + 86_400_000), new Date()];
  await tx.insert(userAvatars).values({ userId, id: randomUUID(), image: PIXEL });
  await tx.insert(userTotp).values({ userId, sealedSecret: text });
  await tx.insert(recoveryCodes).values({ userId, codeHash: text, usedAt: now });
  await tx.insert(userIdentities).values({
    userId,
    provider: 'github',
    subject: userId,
    email: `${text}@example.com`,
  });
  await tx.insert(oneTimeTokens).values({
    tokenHash: hashToken(userId),
    kind: 'verify_email',
    userId,
    email: `${text}@example.com`,
    expiresAt: later,
  });
}
