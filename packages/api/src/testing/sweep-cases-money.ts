import { randomUUID } from 'node:crypto';
import { planTable } from '@geko/contracts/plans';
import {
  admins,
  always,
  everyone,
  here,
  inChat,
  inWorkspace,
  owners,
  writers,
  type SweepCase,
} from './sweep-case.ts';
import { SWEPT_DEVICE } from './sweep-money.ts';
import { MODEL_ID, type Role, type SweepWorld } from './sweep-world.ts';

/** A limit of their workspace. */
const withLimit = async (world: SweepWorld, role: Role) => ({
  ...here(world, role),
  id: await world.makeLimit(role),
});

/** A key of theirs. */
const withKey = async (world: SweepWorld, role: Role) => ({
  ...here(world, role),
  id: await world.makeKey(role),
});

/** A workspace of theirs that subscribes to Pro. */
const withPlan =
  (more: Record<string, unknown> = {}, options: { isEnding?: boolean } = {}) =>
  async (world: SweepWorld, role: Role) => ({
    ...(await world.makePlan(role, options)),
    id: randomUUID(),
    ...more,
  });

/** A licence of their workspace. */
const withLicence = (status?: 'suspended') => async (world: SweepWorld, role: Role) => ({
  ...here(world, role),
  id: await world.makeLicence(role, status),
});

/** An invoice of theirs. */
const withInvoice = async (world: SweepWorld, role: Role) => ({
  ...here(world, role),
  id: await world.makeInvoice(role),
});

const withNewId = (world: SweepWorld, role: Role) =>
  Promise.resolve({ ...here(world, role), id: randomUUID() });

/** A card of their company's. */
const withCard = async (world: SweepWorld, role: Role) => ({
  ...here(world, role),
  id: randomUUID(),
  card: await world.makeCard(role),
});

/** Procedures about limits, keys, credit, prices and plans, and who may call them. */
export const moneyCases: Record<string, SweepCase> = {
  'billing.startTopUp': {
    may: owners,
    input: async (world, role) =>
      Promise.resolve({ ...here(world, role), id: randomUUID(), topUp: { pack: 'small' } }),
  },
  'billing.payment': {
    may: admins,
    input: async (world, role) => ({ ...here(world, role), id: await world.makePayment(role) }),
  },
  'billing.startPlan': {
    may: owners,
    input: (world, role) =>
      Promise.resolve({ ...here(world, role), id: randomUUID(), planId: 'paygo' }),
  },
  'billing.previewPlan': { may: owners, input: withPlan({ planId: 'paygo' }) },
  'billing.changePlan': {
    may: owners,
    input: withPlan({ planId: 'paygo', at: new Date().toISOString() }),
  },
  'billing.cancelPlan': { may: owners, input: withPlan() },
  'billing.resumePlan': { may: owners, input: withPlan({}, { isEnding: true }) },
  'billing.subscription': { may: admins, input: inWorkspace() },
  'billing.subscriptions': { may: 'operators', input: always({ limit: 5 }) },
  'billing.revenue': { may: 'operators' },
  'invoices.list': { may: admins, input: inWorkspace() },
  'invoices.get': { may: admins, input: withInvoice },
  'invoices.all': { may: 'operators', input: always({ limit: 5 }) },
  'invoices.one': { may: 'operators', input: withInvoice },
  'invoices.run': { may: 'operators' },
  'invoices.reconcile': { may: 'operators', input: always({ month: '2026-10' }) },
  'invoices.retry': {
    may: 'operators',
    input: async (world, role) => ({
      ...here(world, role),
      id: await world.makeInvoice(role, 'draft'),
    }),
  },
  'invoices.markPaid': { may: 'operators', input: withInvoice },
  'invoices.void': { may: 'operators', input: withInvoice },
  'invoices.credit': {
    may: 'operators',
    input: async (world, role) => ({
      ...here(world, role),
      invoiceId: await world.makeInvoice(role),
      id: randomUUID(),
      amountCents: 1,
      memo: 'A mistake',
    }),
  },
  'cards.list': { may: admins, input: inWorkspace() },
  'cards.add': { may: owners, input: withNewId },
  'cards.setDefault': { may: owners, input: withCard },
  'cards.remove': { may: owners, input: withCard },
  'cards.openPortal': {
    may: owners,
    input: async (world, role) => ({ ...(await withNewId(world, role)), tab: 'wallet' }),
  },
  'topUp.get': { may: admins, input: inWorkspace() },
  'topUp.set': {
    may: owners,
    input: inWorkspace({
      isOn: false,
      thresholdCents: 500,
      amountCents: 1_000,
      monthlyCapCents: 5_000,
    }),
  },
  'promo.list': { may: 'operators' },
  'promo.create': {
    may: 'operators',
    input: () =>
      Promise.resolve({
        id: randomUUID(),
        code: `new-${randomUUID().slice(0, 8)}`,
        amountNano: '1000',
        mostRedemptions: 1,
        endsAt: null,
        creditDays: null,
      }),
  },
  'promo.setActive': {
    may: 'operators',
    input: async (world) => ({ id: (await world.makePromo()).id, isActive: false }),
  },
  'promo.redeem': {
    may: owners,
    input: async (world, role) => ({
      ...here(world, role),
      id: randomUUID(),
      code: (await world.makePromo()).code,
    }),
  },
  'payments.list': { may: 'operators', input: always({ limit: 5 }) },
  'payments.refund': {
    may: 'operators',
    input: async (world, role) => ({
      ...here(world, role),
      id: randomUUID(),
      paymentId: await world.makePaidPayment(role),
      amountCents: 100,
      reason: 'requested_by_customer',
    }),
  },
  'payments.quarantine': { may: 'operators' },
  'payments.settleQuarantine': {
    may: 'operators',
    input: async (world, role) => ({
      eventId: await world.makeQuarantined(role),
      note: 'Looked into.',
    }),
  },
  'billing.wallet': { may: admins, input: inWorkspace() },
  'billing.transactions': { may: admins, input: inWorkspace() },
  'limits.list': { may: admins, input: inWorkspace() },
  'limits.create': {
    may: admins,
    input: async (world, role) => ({
      ...here(world, role),
      id: randomUUID(),
      subject: { kind: 'member', id: await world.makeMember(role) },
      meter: 'tokens',
      cap: 1_000,
      period: 'day',
    }),
  },
  'limits.update': {
    may: admins,
    input: async (world, role) => ({ ...(await withLimit(world, role)), cap: 2_000 }),
  },
  'limits.remove': { may: admins, input: withLimit },
  'limits.requestMore': {
    may: writers,
    input: async (world, role) => ({
      ...here(world, role),
      id: randomUUID(),
      limitId: await world.makeLimit(role),
    }),
  },
  'apiKeys.list': { may: writers, input: inWorkspace() },
  'apiKeys.create': {
    may: writers,
    input: (world, role) =>
      Promise.resolve({ ...here(world, role), id: randomUUID(), name: 'Mine', scopes: ['chat'] }),
  },
  'apiKeys.update': {
    may: writers,
    input: async (world, role) => ({ ...(await withKey(world, role)), name: 'Other' }),
  },
  'apiKeys.revoke': { may: writers, input: withKey },
  'licences.list': { may: admins, input: inWorkspace() },
  'licences.releaseDevice': {
    may: admins,
    input: async (world, role) => ({
      ...here(world, role),
      id: await world.makeLicence(role),
      device: SWEPT_DEVICE,
    }),
  },
  'licences.all': { may: 'operators', input: always({ limit: 5 }) },
  'licences.issue': {
    may: 'operators',
    input: (world, role) =>
      Promise.resolve({
        ...here(world, role),
        id: randomUUID(),
        tier: 'pro',
        holderEmail: 'buyer@example.com',
      }),
  },
  'licences.renew': { may: 'operators', input: withLicence() },
  'licences.suspend': { may: 'operators', input: withLicence() },
  'licences.resume': { may: 'operators', input: withLicence('suspended') },
  'licences.revoke': { may: 'operators', input: withLicence() },
  'limits.requests': { may: admins, input: inWorkspace() },
  'limits.decide': {
    may: admins,
    input: async (world, role) => ({
      ...here(world, role),
      id: await world.makeLimitRequest(role),
      isGranted: true,
    }),
  },
  'policy.explain': {
    may: everyone,
    input: inChat({ modelId: MODEL_ID, text: 'What would this cost?' }),
    // One that is not there is as a new one.
    filters: ['conversationId'],
  },
  'notices.list': { may: everyone, input: inWorkspace() },
  'notices.read': { may: everyone, input: inWorkspace({ upTo: '2026-11-21T12:00:00.000Z' }) },
  'money.grant': {
    may: 'operators',
    input: (world, role) =>
      Promise.resolve({
        ...here(world, role),
        id: randomUUID(),
        kind: 'bonus',
        amountNano: '1000',
      }),
  },
  'money.markups': { may: 'operators' },
  'money.setMarkup': {
    may: 'operators',
    input: inWorkspace({ of: 'workspace_model', modelId: MODEL_ID, bps: 100 }),
  },
  'money.plans': { may: 'operators' },
  'money.savePlan': {
    may: 'operators',
    input: always({ id: 'enterprise', plan: { ...planTable.enterprise, name: 'By contract' } }),
  },
  'money.candidates': { may: 'operators', input: always({ status: 'candidate' }) },
  'money.publishCandidate': {
    may: 'operators',
    input: async (world) => ({ id: await world.makeCandidate() }),
  },
  'money.dismissCandidate': {
    may: 'operators',
    input: async (world) => ({ id: await world.makeCandidate() }),
  },
  'money.importPrices': {
    may: 'operators',
    input: always({ list: '{"models":[{"provider":"openai","model":"m"}]}' }),
  },
  'money.whatIf': { may: 'operators', input: always({ month: '2026-11' }) },
};
