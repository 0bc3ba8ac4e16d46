import { and, eq, ne, sql } from 'drizzle-orm';
import { isUuid, NIL_ID } from '@geko/contracts/ids';
import type { QuarantineReason } from '@geko/contracts/payments';
import type { SoldPlan } from '@geko/contracts/subscriptions';
import { enterTenant, type Tx } from '@geko/db/client';
import { planSubscriptions } from '@geko/db/schema/subscriptions';
import { workspaceSubscriptions } from '@geko/db/schema/tenancy';
import { isNews } from '@geko/domain/plan-standing';
import { CURRENCY, planOfProduct } from '@geko/payments/stripe/catalogue';
import type { SubscriptionFacts } from '@geko/payments/stripe/facts/subscription-facts';
import type { Deps, RequestFacts } from '../deps.ts';
import { applyPlan } from './apply-plan.ts';
import { givePlanCredit } from './give-plan-credit.ts';
import {
  isOfWorkspace,
  isRunning,
  isSubscription,
  type PlanSubscription,
} from './plan-subscription.ts';

/** What a subscription is at Stripe, and when that was asked, by the database's clock. */
export type AskedSubscription = { facts: SubscriptionFacts; askedAt: Date };

/**
 * Keeps how a subscription stands at Stripe and gives its workspace the plan and the credit that follow, in the transaction
 * that keeps what was told. It only moves forward, in whatever order it is told. known: nothing new; ignored: none of ours.
 */
export async function followSubscription(
  tx: Tx,
  { now: clock, newId }: Pick<Deps, 'now' | 'newId'>,
  { facts, askedAt }: AskedSubscription,
  request: RequestFacts,
): Promise<'booked' | 'known' | 'ignored' | QuarantineReason> {
  const { subscriptionId, mark, state } = facts;
  const planId = planOfProduct(facts.productId);
  const operation = mark.operationId !== null && isUuid(mark.operationId) ? mark.operationId : null;
  const { rows } = await tx.execute<{ tenant_id: string; workspace_id: string; id: string }>(
    sql`select * from system.place_of_subscription(${subscriptionId}, ${operation}::uuid)`,
  );
  const [row] = rows;
  // The account may sell other things than Geko.
  if (!row) return planId === null && mark.purpose === null ? 'ignored' : 'unknown_subscription';
  if (state === 'unknown') return 'ignored';
  const place = { tenantId: row.tenant_id, workspaceId: row.workspace_id };
  await enterTenant(tx, { ...place, userId: NIL_ID });
  const isIt = isSubscription({ ...place, id: row.id });
  const [kept] = await tx.select().from(planSubscriptions).where(isIt).for('update');
  if (!kept) return 'unknown_subscription';
  const flaw = flawOf(kept, facts, planId);
  if (planId === null || flaw !== null) return flaw ?? 'wrong_plan';
  if (!isNews(kept, { rank: facts.rank, askedAt })) return 'known';
  const now = clock();
  const set = { ...changeOf(kept, { facts, askedAt }, now), planId, state };
  const isNew = isRunning(set) && !isRunning(kept);
  if (isNew && (await hasAnother(tx, kept))) return 'second_subscription';
  await tx.update(planSubscriptions).set(set).where(isIt);
  await givePlanCredit({ tx, ...place, now, newId }, { before: kept, after: { ...kept, ...set } });
  await applyPlan({ tx, ...place, now, newId, request }, { isNew });
  return 'booked';
}

/** What does not agree with what was begun here; null = all does. What was agreed is held against what is first told. */
function flawOf(
  kept: PlanSubscription,
  facts: SubscriptionFacts,
  planId: SoldPlan | null,
): QuarantineReason | null {
  // Somebody has copied what we write on Stripe's objects.
  if (kept.subscriptionId !== null && kept.subscriptionId !== facts.subscriptionId) {
    return 'second_subscription';
  }
  if (kept.customerId !== facts.customerId) return 'wrong_customer';
  if (facts.currency !== CURRENCY) return 'wrong_currency';
  if (facts.quantity !== 1 || facts.priceCents === null) return 'wrong_amount';
  if (kept.state !== 'begun') return null;
  if (planId !== kept.planId) return 'wrong_plan';
  return facts.priceCents === kept.priceCents ? null : 'wrong_amount';
}

function changeOf(kept: PlanSubscription, { facts, askedAt }: AskedSubscription, now: Date) {
  const { periodStartAt, periodEndAt } = facts;
  return {
    priceCents: facts.priceCents ?? kept.priceCents,
    rank: facts.rank,
    askedAt: latestOf(kept.askedAt, askedAt),
    subscriptionId: facts.subscriptionId,
    periodStartAt,
    periodEndAt,
    paidUntil:
      facts.isLatestInvoicePaid === true ? latestOf(kept.paidUntil, periodEndAt) : kept.paidUntil,
    trialEndAt: facts.trialEndAt,
    isEnding: facts.isEndingAtPeriodEnd,
    failedSince: failedSince(kept, facts, now),
    endedAt: facts.state === 'ended' ? (facts.endedAt ?? now) : null,
    endReason: facts.endReason,
  };
}

function failedSince(kept: PlanSubscription, { state }: SubscriptionFacts, now: Date): Date | null {
  switch (state) {
    case 'past_due':
    case 'unpaid':
      return kept.failedSince ?? now;
    case 'ended':
    case 'paused':
      return kept.failedSince;
    case 'incomplete':
    case 'trialing':
    case 'active':
    case 'unknown':
      return null;
  }
}

function latestOf(one: Date | null, other: Date | null): Date | null {
  if (one === null || other === null) return one ?? other;
  return one > other ? one : other;
}

/** Whether the workspace pays for another one already. One at a time: two may begin at once. */
async function hasAnother(tx: Tx, kept: PlanSubscription): Promise<boolean> {
  await tx
    .select({ planId: workspaceSubscriptions.planId })
    .from(workspaceSubscriptions)
    .where(
      and(
        eq(workspaceSubscriptions.tenantId, kept.tenantId),
        eq(workspaceSubscriptions.workspaceId, kept.workspaceId),
      ),
    )
    .for('update');
  const others = await tx
    .select({ state: planSubscriptions.state })
    .from(planSubscriptions)
    .where(and(isOfWorkspace(kept), ne(planSubscriptions.id, kept.id)));
  return others.some(isRunning);
}
