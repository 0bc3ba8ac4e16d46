import { randomUUID } from 'node:crypto';
import { admins, everyone, here, inWorkspace, PASSWORD, type SweepCase } from './sweep-case.ts';
import type { Role, SweepWorld } from './sweep-world.ts';

/** Somebody new in the workspace. */
const withMember = async (world: SweepWorld, role: Role) => ({
  ...here(world, role),
  userId: await world.makeMember(role),
});

const withInvitation = async (world: SweepWorld, role: Role) => ({
  ...here(world, role),
  invitationId: (await world.makeInvitation(role)).invitationId,
});

/** The token of an invitation into a company that nobody has a part in. */
const withOpening =
  (more: Record<string, unknown> = {}) =>
  async (world: SweepWorld) => ({ token: await world.makeOpening(), ...more });

const withRole = async (world: SweepWorld, role: Role) => ({
  ...here(world, role),
  roleId: await world.makeRole(role),
});

/** What else a role is made of; every one has a name of its own. */
const newRole = () => ({ name: `Role ${randomUUID()}`, permissions: ['chat:view:own'] });

/** People of a workspace, the way in, and what they may do. */
export const memberCases: Record<string, SweepCase> = {
  'members.list': { may: everyone, input: inWorkspace() },
  'members.permissions': { may: admins, input: withMember },
  'members.changeRole': {
    may: admins,
    input: async (world, role) => ({
      ...(await withMember(world, role)),
      ...(await withRole(world, role)),
    }),
  },
  'members.remove': { may: admins, input: withMember },
  'members.leave': {
    may: everyone,
    input: async (world, role) => ({
      workspaceId: (await world.makeWorkspace(role)).workspaceId,
    }),
  },
  'invitations.list': { may: admins, input: inWorkspace() },
  'invitations.byEmail': {
    may: admins,
    input: async (world, role) => ({
      ...(await withRole(world, role)),
      emails: [`${randomUUID()}@example.com`],
    }),
  },
  'invitations.byLink': { may: admins, input: withRole },
  'invitations.resend': { may: admins, input: withInvitation },
  'invitations.revoke': { may: admins, input: withInvitation },
  'invitations.inspect': { may: 'anyone', input: withOpening() },
  'invitations.accept': { may: 'signed-in', input: withOpening() },
  'invitations.acceptAsNew': {
    may: 'anyone',
    input: async (world) => ({
      ...(await withOpening({ name: 'Somebody', password: PASSWORD })(world)),
      email: `${randomUUID()}@example.com`,
    }),
  },
  'roles.list': { may: everyone, input: inWorkspace() },
  'roles.create': {
    may: admins,
    input: (world, role) => Promise.resolve({ ...here(world, role), ...newRole() }),
  },
  'roles.update': {
    may: admins,
    input: async (world, role) => ({ ...(await withRole(world, role)), ...newRole() }),
  },
  'roles.remove': {
    may: admins,
    input: async (world, role) => ({
      ...(await withRole(world, role)),
      moveToRoleId: await world.makeRole(role),
    }),
  },
};
