import { randomUUID } from 'node:crypto';
import { inspect } from 'node:util';
import {
  admins,
  always,
  everyone,
  here,
  inChat,
  inWorkspace,
  owners,
  PASSWORD,
  writers,
  type SweepCase,
} from './sweep-case.ts';
import { accountCases } from './sweep-cases-account.ts';
import { memberCases } from './sweep-cases-members.ts';
import { moneyCases } from './sweep-cases-money.ts';
import { poolCases } from './sweep-cases-pool.ts';
import { CANARY, isStranger, MODEL_ID, SHORT, type Role, type SweepWorld } from './sweep-world.ts';

/** A workspace of their own to do away with. */
const inSpare =
  (options: { isRemoved?: boolean } = {}, more: Record<string, unknown> = {}) =>
  async (world: SweepWorld, role: Role) => ({
    workspaceId: (await world.makeWorkspace(role, options)).workspaceId,
    ...more,
  });

const DEVICE = { id: 'device-of-the-sweep', name: 'A laptop', platform: 'linux', version: '1.0.0' };

/** Narrowed to what they did themselves. */
const withActor = (world: SweepWorld, role: Role) =>
  Promise.resolve({ ...here(world, role), actorId: world.members[role].userId });

/** Every procedure and who may call it. Written by hand on purpose: the code is what it judges. */
export const procedureCases: Record<string, SweepCase> = {
  ...accountCases,
  ...memberCases,
  ...moneyCases,
  ...poolCases,
  'admin.overview': { may: 'operators' },
  'admin.traffic': { may: 'operators' },
  'admin.workspaces': { may: 'operators', input: always({ limit: 5 }) },
  'admin.users': { may: 'operators', input: always({ limit: 5 }) },
  'admin.mailbox': { may: 'operators', input: always({ limit: 5 }) },
  'admin.setPlan': { may: 'operators', input: inWorkspace({ planId: 'pro' }) },
  'audit.list': { may: admins, input: withActor, filters: ['actorId'] },
  'billing.overview': { may: everyone, input: inWorkspace() },
  'chat.list': { may: everyone, input: inWorkspace() },
  'chat.get': { may: everyone, input: inChat() },
  'chat.rename': { may: writers, input: inChat({ title: 'Another name' }) },
  'chat.remove': { may: writers, input: inChat() },
  'chat.restore': { may: writers, input: inChat({ isDeleted: true }) },
  'chat.stop': { may: writers, input: inChat() },
  'chat.recordLocal': {
    may: writers,
    input: (world, role) => {
      const at = new Date().toISOString();
      return Promise.resolve({
        ...here(world, role),
        turn: {
          turnId: randomUUID(),
          conversationId: randomUUID(),
          messageId: randomUUID(),
          userId: world.members[role].userId,
          modelId: 'qwen2.5-0.5b',
          text: 'Asked of a machine',
          answer: 'Answered by it',
          reasoning: '',
          startedAt: at,
          end: {
            at,
            error: null,
            finishReason: 'stop',
            usage: { inputTokens: 4, outputTokens: 3, reasoningTokens: 0 },
          },
        },
      });
    },
  },
  'devices.settings': { may: everyone, input: inWorkspace() },
  'devices.setAllowed': { may: admins, input: inWorkspace({ isAllowed: true }) },
  'devices.setWanted': {
    may: admins,
    input: inWorkspace({ model: 'qwen2.5-0.5b', isWanted: true }),
  },
  'devices.list': { may: everyone, input: inWorkspace() },
  'devices.report': { may: writers, input: inWorkspace({ device: DEVICE, models: [] }) },
  'devices.forget': {
    may: everyone,
    input: async (world, role) => {
      const device = await world.makeDevice(role);
      return { ...here(world, role), userId: world.members[role].userId, device };
    },
  },
  'models.list': { may: everyone, input: inWorkspace() },
  'models.setEnabled': { may: admins, input: inWorkspace({ modelId: MODEL_ID, isEnabled: true }) },
  'usage.quota': { may: everyone, input: inWorkspace({ modelId: MODEL_ID }) },
  'usage.traffic': { may: admins, input: inWorkspace() },
  'usage.report': { may: everyone, input: inWorkspace(), filters: ['userId', 'apiKeyId'] },
  'usage.receipts': {
    may: everyone,
    input: inWorkspace(),
    filters: ['userId', 'turnId', 'apiKeyId'],
  },
  'workspace.list': { may: 'signed-in' },
  'workspace.get': { may: everyone, input: inWorkspace() },
  'workspace.create': { may: admins, input: inWorkspace({ name: 'One more' }) },
  'workspace.rename': {
    may: admins,
    input: (world, role) =>
      Promise.resolve({
        ...here(world, role),
        name: isStranger(role) ? 'Another name' : `${CANARY} workspace`,
      }),
  },
  'workspace.setIcon': { may: admins, input: inWorkspace({ image: null }) },
  'workspace.transfer': {
    may: owners,
    input: async (world, role) => {
      const { workspaceId, ownerId } = await world.makeWorkspace(role);
      return { workspaceId, userId: ownerId, password: PASSWORD };
    },
  },
  'workspace.remove': { may: owners, input: inSpare({}, { password: PASSWORD }) },
  'workspace.listRemoved': { may: 'signed-in' },
  'workspace.restore': {
    may: owners,
    // To everybody but its owners a removed workspace is not there any more.
    refusal: 404,
    input: inSpare({ isRemoved: true }),
  },
  'workspace.createTenant': { may: 'signed-in', input: always({ tenantName: 'A new company' }) },
  'workspace.switch': { may: everyone, input: inWorkspace() },
};

export type RouteCase = SweepCase & {
  /** The fields of the input that are ids of things which exist. */
  ids: readonly string[];
  /** The path (without the slash before it) and body of a call. */
  request: (input: Record<string, unknown>) => { path: string; body?: unknown };
};

/** A half of a character has no form in an address, and what is no text may have no words for itself. */
function inUrl(value: unknown): string {
  const words = typeof value === 'string' ? value : inspect(value);
  return encodeURIComponent(words.toWellFormed());
}

/** Every plain route and who may call it; null = not swept: a door to the procedures, which are swept one by one, or a way to elsewhere. */
export const routeCases: Record<string, RouteCase | null> = {
  // Ways to an identity provider and back: they answer by redirects, and take no id (oauth.db.test.ts).
  'GET api/auth/[provider]/callback': null,
  'GET api/auth/[provider]/start': null,
  'GET api/avatars/[user]': {
    may: 'signed-in',
    ids: ['user'],
    input: async (world, role) => {
      await world.people.makeAvatar(world.members[role]);
      return { user: world.members[role].userId };
    },
    request: ({ user }) => ({ path: `api/avatars/${inUrl(user)}` }),
  },
  'POST api/audit/export': {
    may: admins,
    ids: ['workspaceId', 'actorId'],
    filters: ['actorId'],
    input: withActor,
    request: (body) => ({ path: 'api/audit/export', body }),
  },
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
  'GET api/icons/[workspace]': {
    may: everyone,
    ids: ['workspace'],
    input: async (world, role) => {
      await world.makeIcon(role);
      return { workspace: world.members[role].workspaceId };
    },
    request: ({ workspace }) => ({ path: `api/icons/${inUrl(workspace)}` }),
  },
  'GET api/admin/invoices/[invoice]/pdf': {
    may: 'operators',
    ids: ['workspaceId', 'invoice'],
    input: async (world, role) => ({
      ...here(world, role),
      invoice: await world.makeInvoice(role),
    }),
    request: ({ invoice, workspaceId }) => ({
      path: `api/admin/invoices/${inUrl(invoice)}/pdf?workspaceId=${inUrl(workspaceId)}`,
    }),
  },
  'GET api/invoices/[invoice]/pdf': {
    may: admins,
    ids: ['workspaceId', 'invoice'],
    input: async (world, role) => ({
      ...here(world, role),
      invoice: await world.makeInvoice(role),
    }),
    request: ({ invoice, workspaceId }) => ({
      path: `api/invoices/${inUrl(invoice)}/pdf?workspaceId=${inUrl(workspaceId)}`,
    }),
  },
  'GET api/live': {
    may: everyone,
    ids: ['workspaceId'],
    input: inWorkspace(),
    // Without asking for an event stream: the answer has an end.
    request: ({ workspaceId }) => ({ path: `api/live?workspaceId=${inUrl(workspaceId)}` }),
  },
  'GET api/trpc/[trpc]': null,
  'POST api/trpc/[trpc]': null,
  // By key or access token into its own workspace: they take no id (chat-completions.db.test.ts, messages.db.test.ts,
  // media-api.db.test.ts, api-keys.db.test.ts).
  'POST api/v1/audio/speech': null,
  'POST api/v1/audio/transcriptions': null,
  'POST api/v1/chat/completions': null,
  'POST api/v1/embeddings': null,
  'POST api/v1/images/generations': null,
  'POST api/v1/messages': null,
  'POST api/v1/messages/count_tokens': null,
  'GET api/v1/models': null,
  'GET api/v1/models/[model]': null,
  // A table of its own says who may (rest.db.test.ts).
  'DELETE api/v1/[...path]': null,
  'GET api/v1/[...path]': null,
  'PATCH api/v1/[...path]': null,
  'POST api/v1/[...path]': null,
  'PUT api/v1/[...path]': null,
  'GET api/v1/openapi.json': null,
  'POST api/usage/export': {
    may: everyone,
    ids: ['workspaceId', 'userId'],
    filters: ['userId'],
    input: (world, role) =>
      Promise.resolve({
        ...here(world, role),
        userId: world.members[role].userId,
        rows: 'receipts',
      }),
    request: (body) => ({ path: 'api/usage/export', body }),
  },
  // A shop shows no person's identity, but a signature or a sale that it confirms (shop-webhooks.db.test.ts).
  'POST api/webhooks/gumroad': null,
  'POST api/webhooks/lemonsqueezy': null,
  'POST api/webhooks/stripe': null,
  'GET health': { may: 'anyone', ids: [], request: () => ({ path: 'health' }) },
};
