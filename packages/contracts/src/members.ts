import { z } from 'zod';
import { CurrentPassword, DisplayName, Email, LinkToken, Password } from './auth.ts';
import { Cursor, Id } from './ids.ts';
import { Permission, RoleId } from './permissions.ts';
import { Text } from './text.ts';
import { InWorkspace } from './workspace.ts';

/** A role as lists show it: its id is a built-in role's name, or that of one of the workspace's own. */
export const RoleRef = z.object({ roleId: z.string(), roleName: z.string() });

export const Member = RoleRef.extend({
  userId: z.string(),
  name: z.string(),
  email: z.string(),
  avatarId: z.string().nullable(),
  joinedAt: z.iso.datetime(),
  /** Whether the caller may change the role of this member, and remove them. */
  canChange: z.boolean(),
});
export type Member = z.infer<typeof Member>;

export const ListMembers = InWorkspace.extend({
  /** In name or address. */
  search: Text.trim().max(100).optional(),
  cursor: Cursor.nullish(),
  limit: z.number().int().min(1).max(100).default(50),
});
export type ListMembers = z.infer<typeof ListMembers>;

export const MemberPage = z.object({
  items: z.array(Member),
  /** Of the whole workspace, whatever is searched for. */
  total: z.number().int(),
  nextCursor: z.string().nullable(),
});
export type MemberPage = z.infer<typeof MemberPage>;

export const MemberRef = InWorkspace.extend({ userId: Id });
export type MemberRef = z.infer<typeof MemberRef>;

export const ChangeMemberRole = MemberRef.extend({ roleId: RoleId });
export type ChangeMemberRole = z.infer<typeof ChangeMemberRole>;

/** What somebody can do here: the cells of their role. */
export const MemberPermissions = RoleRef.extend({
  userId: z.string(),
  name: z.string(),
  permissions: z.array(Permission),
});
export type MemberPermissions = z.infer<typeof MemberPermissions>;

export const Invitation = RoleRef.extend({
  id: z.string(),
  /** null = a link, for whoever holds it. */
  email: z.string().nullable(),
  invitedByName: z.string(),
  createdAt: z.iso.datetime(),
  expiresAt: z.iso.datetime(),
  isExpired: z.boolean(),
  /** none = nothing is mailed (a link, or no mail server); failed = the address cannot get mail. */
  mail: z.enum(['none', 'queued', 'sent', 'failed']),
});
export type Invitation = z.infer<typeof Invitation>;

export const InvitationList = z.object({ invitations: z.array(Invitation) });

/** The link is there once, for the inviter to pass on; only its hash is kept. */
export const NewInvitation = Invitation.extend({ url: z.string() });
export type NewInvitation = z.infer<typeof NewInvitation>;

/** Invites people by mail; who is invited already gets a new link and seven new days, who is a member is left out. */
export const InviteByEmail = InWorkspace.extend({
  emails: z.array(Email).min(1, 'must name an address').max(50, 'must be at most 50 addresses'),
  roleId: RoleId,
});
export type InviteByEmail = z.infer<typeof InviteByEmail>;
export const InviteByEmailResult = z.object({
  invitations: z.array(NewInvitation),
  /** Addresses that belong to members already. */
  alreadyMembers: z.array(z.string()),
});
export type InviteByEmailResult = z.infer<typeof InviteByEmailResult>;

export const InviteByLink = InWorkspace.extend({ roleId: RoleId });
export type InviteByLink = z.infer<typeof InviteByLink>;

export const InvitationRef = InWorkspace.extend({ invitationId: Id });
export type InvitationRef = z.infer<typeof InvitationRef>;

export const InspectInvitation = z.object({ token: LinkToken });

/** What the holder of a link may know before accepting. */
export const InvitationFacts = z.object({
  workspaceName: z.string(),
  tenantName: z.string(),
  roleName: z.string(),
  invitedByName: z.string(),
  /** The invited address; null = a link. */
  email: z.string().nullable(),
  expiresAt: z.iso.datetime(),
  /** Whether the signed-in caller is a member already. */
  isMember: z.boolean(),
});
export type InvitationFacts = z.infer<typeof InvitationFacts>;

export const AcceptInvitation = z.object({ token: LinkToken });
/** Accepting as somebody new; the address is that of the invitation, and is asked for only when that is a link. */
export const AcceptAsNew = z.object({
  token: LinkToken,
  email: Email.optional(),
  name: DisplayName,
  password: Password,
});
export type AcceptAsNew = z.infer<typeof AcceptAsNew>;
export const Accepted = z.object({ userId: z.string(), workspaceId: z.string() });
export type Accepted = z.infer<typeof Accepted>;

/** Hands the workspace to another member, who becomes an owner; the caller becomes an admin. */
export const TransferWorkspace = MemberRef.extend({ password: CurrentPassword.nullish() });
export type TransferWorkspace = z.infer<typeof TransferWorkspace>;
