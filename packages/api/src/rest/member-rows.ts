import { Done } from '@geko/contracts/auth';
import {
  ChangeMemberRole,
  InvitationList,
  InvitationRef,
  InviteByEmail,
  InviteByEmailResult,
  InviteByLink,
  ListMembers,
  MemberPage,
  MemberPermissions,
  MemberRef,
  NewInvitation,
} from '@geko/contracts/members';
import { RoleList } from '@geko/contracts/roles';
import { InWorkspace } from '@geko/contracts/workspace';
import { inviteByEmail } from '@geko/services/invitations/invite-by-email';
import { inviteByLink } from '@geko/services/invitations/invite-by-link';
import { listInvitations } from '@geko/services/invitations/list-invitations';
import { resendInvitation, revokeInvitation } from '@geko/services/invitations/renew-invitation';
import { changeMemberRole } from '@geko/services/members/change-member-role';
import { getMemberPermissions } from '@geko/services/members/get-member-permissions';
import { listMembers } from '@geko/services/members/list-members';
import { removeMember } from '@geko/services/members/remove-member';
import { listRoles } from '@geko/services/roles/list-roles';
import { forWorkspace, type RestRow } from './rest-row.ts';

const tag = 'Members';
const scope = 'workspace';
const workspaceId = '$WORKSPACE_ID';
const userId = '$MEMBER_ID';
const invitationId = '$INVITATION_ID';
const DONE = { ok: true } as const;

export const memberRows: readonly RestRow[] = [
  forWorkspace({
    method: 'GET',
    path: '/workspaces/{workspaceId}/members',
    operationId: 'listMembers',
    tag,
    summary: 'Who belongs to a workspace',
    details: 'In the order in which they came; give nextCursor as cursor for the next page.',
    scope,
    permission: 'member:view',
    input: ListMembers,
    output: MemberPage,
    example: { workspaceId, search: 'ada', limit: 10 },
    run: (inside, input) => listMembers(inside, input),
  }),
  forWorkspace({
    method: 'GET',
    path: '/workspaces/{workspaceId}/members/{userId}/permissions',
    operationId: 'getMemberPermissions',
    tag,
    summary: 'What a member may do',
    scope,
    permission: 'member:role',
    input: MemberRef,
    output: MemberPermissions,
    example: { workspaceId, userId },
    run: (inside, input) => getMemberPermissions(inside, input),
  }),
  forWorkspace({
    method: 'PATCH',
    path: '/workspaces/{workspaceId}/members/{userId}',
    operationId: 'changeMemberRole',
    tag,
    summary: "Change a member's role",
    details:
      'owner, admin, editor, viewer, or the id of a role of the workspace. The last owner stays.',
    scope,
    permission: 'member:role',
    input: ChangeMemberRole,
    output: Done,
    refusals: ['CANNOT_GRANT', 'LAST_OWNER'],
    example: { workspaceId, userId, roleId: 'editor' },
    run: async (inside, input) => {
      await changeMemberRole(inside, input);
      return DONE;
    },
  }),
  forWorkspace({
    method: 'DELETE',
    path: '/workspaces/{workspaceId}/members/{userId}',
    operationId: 'removeMember',
    tag,
    summary: 'Take a member out',
    scope,
    permission: 'member:remove',
    input: MemberRef,
    output: Done,
    refusals: ['CANNOT_GRANT', 'LAST_OWNER'],
    example: { workspaceId, userId },
    run: async (inside, input) => {
      await removeMember(inside, input);
      return DONE;
    },
  }),
  forWorkspace({
    method: 'GET',
    path: '/workspaces/{workspaceId}/roles',
    operationId: 'listRoles',
    tag,
    summary: 'The roles of a workspace',
    scope,
    permission: 'member:view',
    input: InWorkspace,
    output: RoleList,
    example: { workspaceId },
    run: async (inside) => ({ roles: await listRoles(inside) }),
  }),
  forWorkspace({
    method: 'GET',
    path: '/workspaces/{workspaceId}/invitations',
    operationId: 'listInvitations',
    tag,
    summary: 'Invitations that nobody has accepted yet',
    scope,
    permission: 'member:invite',
    input: InWorkspace,
    output: InvitationList,
    example: { workspaceId },
    run: async (inside, _, deps) => ({ invitations: await listInvitations(inside, deps) }),
  }),
  forWorkspace({
    method: 'POST',
    path: '/workspaces/{workspaceId}/invitations',
    operationId: 'inviteByEmail',
    tag,
    summary: 'Invite people by mail',
    details: 'Who is invited already gets a new link; who is a member is left out.',
    scope,
    permission: 'member:invite',
    input: InviteByEmail,
    output: InviteByEmailResult,
    status: 201,
    refusals: ['CANNOT_GRANT'],
    example: { workspaceId, emails: ['$NEW_EMAIL'], roleId: 'editor' },
    run: (inside, input, deps) => inviteByEmail(inside, deps, input),
  }),
  forWorkspace({
    method: 'POST',
    path: '/workspaces/{workspaceId}/invitation-links',
    operationId: 'inviteByLink',
    tag,
    summary: 'Make an invitation for whoever holds its link',
    details: 'Good once, for seven days. The link is told this once.',
    scope,
    permission: 'member:invite',
    input: InviteByLink,
    output: NewInvitation,
    status: 201,
    refusals: ['CANNOT_GRANT'],
    example: { workspaceId, roleId: 'viewer' },
    run: (inside, input, deps) => inviteByLink(inside, deps, input),
  }),
  forWorkspace({
    method: 'POST',
    path: '/workspaces/{workspaceId}/invitations/{invitationId}/resend',
    operationId: 'resendInvitation',
    tag,
    summary: 'Give an invitation a new link and seven new days',
    scope,
    permission: 'member:invite',
    input: InvitationRef,
    output: NewInvitation,
    refusals: ['CANNOT_GRANT'],
    example: { workspaceId, invitationId },
    run: (inside, input, deps) => resendInvitation(inside, deps, input),
  }),
  forWorkspace({
    method: 'DELETE',
    path: '/workspaces/{workspaceId}/invitations/{invitationId}',
    operationId: 'revokeInvitation',
    tag,
    summary: 'Take an invitation back',
    scope,
    permission: 'member:invite',
    input: InvitationRef,
    output: Done,
    example: { workspaceId, invitationId },
    run: async (inside, input) => {
      await revokeInvitation(inside, input);
      return DONE;
    },
  }),
];
