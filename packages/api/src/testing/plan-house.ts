import { randomUUID } from 'node:crypto';
import { expect } from 'vitest';
import type { AuditPage } from '@geko/contracts/audit';
import type { BillingOverview } from '@geko/contracts/billing';
import type { PlanId } from '@geko/contracts/plans';
import type { StartedPayment } from '@geko/contracts/payments';
import type { PlanPreview, PlanStanding } from '@geko/contracts/subscriptions';
import { lookAtPlans } from '@geko/services/billing/look-at-plans';
import { openPaymentHouse } from './payment-house.ts';
import { sellPlans } from './test-stripe.ts';
import type { TestPerson } from './test-person.ts';

const DAY_MS = 86_400_000;

type Row = { sessionId: string; subscriptionId: string; state: string; rank: number };
type Told = { kind: string; facts: Record<string, string> };

export type PlanHouse = Awaited<ReturnType<typeof openPlanHouse>>;

/** Two processes of one installation whose plans are sold at a double of Stripe, and what people do there. */
export async function openPlanHouse(serverUrl: string) {
  const payments = await openPaymentHouse(serverUrl);
  const { house, stripe, rail, books, webhooks } = payments;
  /** Stripe tells of all that it has not told of yet. */
  const tell = () => stripe.deliver(webhooks(), { seed: 1 });

  const begin = async (
    who: TestPerson,
    planId: PlanId,
    {
      id = randomUUID(),
      workspaceId = who.workspaceId,
    }: { id?: string; workspaceId?: string } = {},
  ) => ({
    ...(await who.mutate<StartedPayment>('billing.startPlan', { workspaceId, id, planId })),
    id,
  });

  async function rowOf(id: string): Promise<Row> {
    const [row] = await books.sql<Row[]>`
      select session_id as "sessionId", subscription_id as "subscriptionId", state, rank
      from plan_subscriptions where id = ${id}`;
    if (!row) throw new Error('there is no such subscription');
    return row;
  }

  /** Begins and pays, at Stripe, who has told nothing yet; Stripe's names for the subscription and its card. */
  async function pay(who: TestPerson, planId: PlanId) {
    const { status, id } = await begin(who, planId);
    expect(status).toBe(200);
    const { subscription } = stripe.pay((await rowOf(id)).sessionId);
    const card = stripe.find('subscription', subscription ?? '')?.default_payment_method ?? '';
    return { id, subscription: subscription ?? '', card };
  }

  return {
    ...payments,
    tell,
    begin,
    rowOf,
    pay,
    /** The same, and Stripe has told of it. */
    async subscribe(who: TestPerson, planId: PlanId) {
      const paid = await pay(who, planId);
      await tell();
      return paid;
    },
    standingOf: async (who: TestPerson) =>
      (await who.query<PlanStanding>('billing.subscription', { workspaceId: who.workspaceId }))
        .data,
    planOf: async (who: TestPerson) =>
      (await who.query<BillingOverview>('billing.overview', { workspaceId: who.workspaceId })).data
        .planId,
    operate: (who: TestPerson, verb: 'cancelPlan' | 'resumePlan') =>
      who.mutate(`billing.${verb}`, { workspaceId: who.workspaceId, id: randomUUID() }),
    /** What a change would cost, and the change. */
    async change(who: TestPerson, planId: PlanId) {
      const { workspaceId } = who;
      const preview = await who.query<PlanPreview>('billing.previewPlan', { workspaceId, planId });
      const { at } = preview.data;
      const id = randomUUID();
      const changed = await who.mutate('billing.changePlan', { workspaceId, id, planId, at });
      return { preview: preview.data, changed, resend: { workspaceId, id, planId, at } };
    },
    actions: async (who: TestPerson) =>
      (await who.query<AuditPage>('audit.list', { workspaceId: who.workspaceId })).data.items
        .filter(({ action }) => action.startsWith('plan.'))
        .map(({ action, before, after }) => [action, before, after])
        .toReversed(),
    /** The worker's look, some days from now; how many it looked at. */
    lookIn: (days: number) =>
      lookAtPlans({ ...house.server, now: () => new Date(Date.now() + days * DAY_MS) }),
    /** What whoever pays was told of a payment that failed. */
    async remindersOf(who: TestPerson) {
      const told = await books.sql<Told[]>`
        select kind, facts from notices where workspace_id = ${who.workspaceId}
          and kind in ('payment_failed', 'plan_lapsed') order by created_at, id`;
      return told.map(({ kind, facts }) => facts['step'] ?? kind);
    },
    /** The double's time goes on for all of its subscriptions: none is left for the next test to renew. */
    async forget() {
      stripe.reset();
      await sellPlans(rail);
    },
  };
}
