import { randomUUID } from 'node:crypto';
import { workspaceRoles, type WorkspaceRole } from '@geko/contracts/permissions';
import { CANARY, MODEL_ID, SHORT, type Role, type SweepWorld } from './sweep-world.ts';

/** Who gets through. A list of roles: those of the workspace that the input names. */
export type May = 'anyone' | 'signed-in' | 'operators' | readonly WorkspaceRole[];

export type SweepCase = {
  may: May;
  /** An input that is right for this person: every id in it is one of theirs. */
  input?: (world: SweepWorld, role: Role) => Promise<Record<string, unknown>>;
};

const everyone = workspaceRoles;
const writers = ['owner', 'admin', 'editor'] as const;
const admins = ['owner', 'admin'] as const;

const here = (world: SweepWorld, role: Role) => ({ workspaceId: world.members[role].workspaceId });

const inWorkspace =
  (more: Record<string, unknown> = {}) =>
  (world: SweepWorld, role: Role) =>
    Promise.resolve({ ...here(world, role), ...more });

const inChat =
  ({ isDeleted = false, ...more }: Record<string, unknown> & { isDeleted?: boolean } = {}) =>
  async (world: SweepWorld, role: Role) => {
    const { conversationId } = await world.makeChat(role, { isDeleted });
    return { ...here(world, role), conversationId, ...more };
  };

/** Every procedure and who may call it. Written by hand on purpose: the code is what it judges. */
export const procedureCases: Record<string, SweepCase> = {
  'admin.overview': { may: 'operators' },
  'admin.workspaces': { may: 'operators', input: () => Promise.resolve({ limit: 5 }) },
  'admin.users': { may: 'operators', input: () => Promise.resolve({ limit: 5 }) },
  'admin.setPlan': { may: 'operators', input: inWorkspace({ planId: 'pro' }) },
  'auth.register': {
    may: 'anyone',
    input: () =>
      Promise.resolve({
        email: `${randomUUID()}@example.com`,
        password: 'correct horse battery',
        name: 'Somebody',
        tenantName: 'Somewhere',
      }),
  },
  'auth.login': {
    may: 'anyone',
    input: () =>
      Promise.resolve({ email: `${CANARY}-viewer@example.com`, password: 'correct horse battery' }),
  },
  'auth.logout': { may: 'anyone' },
  'auth.me': { may: 'signed-in' },
  'auth.listSessions': { may: 'signed-in' },
  'auth.revokeSession': {
    may: 'signed-in',
    input: async (world, role) => ({ sessionId: await world.openSession(role) }),
  },
  'auth.revokeOtherSessions': { may: 'signed-in' },
  'billing.overview': { may: everyone, input: inWorkspace() },
  'chat.list': { may: everyone, input: inWorkspace() },
  'chat.get': { may: everyone, input: inChat() },
  'chat.rename': { may: writers, input: inChat({ title: 'Another name' }) },
  'chat.remove': { may: writers, input: inChat() },
  'chat.restore': { may: writers, input: inChat({ isDeleted: true }) },
  'chat.stop': { may: writers, input: inChat() },
  'models.list': { may: everyone, input: inWorkspace() },
  'models.setEnabled': { may: admins, input: inWorkspace({ modelId: MODEL_ID, isEnabled: true }) },
  'usage.quota': { may: everyone, input: inWorkspace({ modelId: MODEL_ID }) },
  'usage.report': { may: everyone, input: inWorkspace() },
  'usage.receipts': { may: everyone, input: inWorkspace() },
  'workspace.list': { may: 'signed-in' },
  'workspace.get': { may: everyone, input: inWorkspace() },
  'workspace.create': { may: admins, input: inWorkspace({ name: 'One more' }) },
  'workspace.rename': { may: admins, input: inWorkspace({ name: 'Another name' }) },
  'workspace.switch': { may: everyone, input: inWorkspace() },
};

export type RouteCase = SweepCase & {
  /** The fields of the input that are ids of things which exist. */
  ids: readonly string[];
  /** The path (without the slash before it) and body of a call. */
  request: (input: Record<string, unknown>) => { path: string; body?: unknown };
};

/** A half of a character has no form in an address. */
const inUrl = (value: unknown) => encodeURIComponent(String(value).toWellFormed());

/** Every plain route and who may call it; null = a door to the procedures, which are swept one by one. */
export const routeCases: Record<string, RouteCase | null> = {
  'POST api/chat': {
    may: writers,
    ids: ['workspaceId'],
    input: (world, role) =>
      Promise.resolve({
        ...here(world, role),
        conversationId: randomUUID(),
        modelId: MODEL_ID,
        message: { id: randomUUID(), text: `Hello ${SHORT}` },
      }),
    request: (body) => ({ path: 'api/chat', body }),
  },
  'POST api/chat/retry': {
    may: writers,
    ids: ['workspaceId', 'conversationId'],
    input: async (world, role) => ({
      ...(await inChat()(world, role)),
      modelId: MODEL_ID,
      tryId: randomUUID(),
    }),
    request: (body) => ({ path: 'api/chat/retry', body }),
  },
  'GET api/chat/turns/[turn]/stream': {
    may: everyone,
    ids: ['workspaceId', 'turn'],
    input: async (world, role) => ({
      ...here(world, role),
      turn: (await world.makeChat(role)).turnId,
    }),
    request: ({ turn, workspaceId }) => ({
      path: `api/chat/turns/${inUrl(turn)}/stream?workspaceId=${inUrl(workspaceId)}`,
    }),
  },
  'GET api/trpc/[trpc]': null,
  'POST api/trpc/[trpc]': null,
  'GET health': { may: 'anyone', ids: [], request: () => ({ path: 'health' }) },
};
