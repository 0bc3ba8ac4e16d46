import { sql } from 'drizzle-orm';
import { NIL_ID } from '@geko/contracts/ids';
import { inTenant, type Tx } from '@geko/db/client';
import { payments } from '@geko/db/schema/payments';
import { planSubscriptions } from '@geko/db/schema/subscriptions';
import { listInvoicesOf } from '@geko/payments/stripe/fetch-invoice-of';
import { fetchObject } from '@geko/payments/stripe/fetch-truth';
import type { StripeRail } from '@geko/payments/stripe/open-rail';
import type { Deps, RequestFacts } from '../deps.ts';
import { askedAt } from './asked-at.ts';
import { bookTopUp } from './book-top-up.ts';
import { followPlanInvoice } from './follow-plan-invoice.ts';
import { followSubscription } from './follow-subscription.ts';
import { lockStripeMoney } from './lock-stripe-money.ts';
import { isSubscription, type PlanSubscription } from './plan-subscription.ts';
import { isPayment } from './start-top-up.ts';

type AskDeps = Pick<Deps, 'db' | 'now' | 'newId' | 'log' | 'stripe'>;
type Place = { tenantId: string; workspaceId: string; id: string };

const MOST_AT_ONCE = 100;
const NOBODY: RequestFacts = { requestId: 'ask-for-news', address: null, userAgent: null };

/**
 * Asks Stripe for what its webhooks should have told, in case they never came: of subscriptions that run once a day and when
 * a period has ended, of pages that were opened and not heard of every hour until they are closed for good. What it answers
 * is followed as if it had been told, so only forward. Returns of how many it brought news. Safe to run anywhere, any number
 * of times at once.
 */
export async function askForNews(deps: AskDeps): Promise<{ plans: number; payments: number }> {
  const { stripe } = deps;
  const done = { plans: 0, payments: 0 };
  if (stripe === null) return done;
  const at = deps.now().toISOString();
  const plans = await deps.db.execute<{ tenant_id: string; workspace_id: string; id: string }>(
    sql`select * from system.subscriptions_to_ask(${at}::timestamptz, ${MOST_AT_ONCE})`,
  );
  for (const row of plans.rows) {
    const place = { tenantId: row.tenant_id, workspaceId: row.workspace_id, id: row.id };
    if (await tried(deps, place, () => askForPlan(deps, stripe, place))) done.plans += 1;
  }
  const begun = await deps.db.execute<{
    tenant_id: string;
    workspace_id: string;
    id: string;
    session_id: string;
  }>(sql`select * from system.payments_to_ask(${at}::timestamptz, ${MOST_AT_ONCE})`);
  for (const row of begun.rows) {
    const place = { tenantId: row.tenant_id, workspaceId: row.workspace_id, id: row.id };
    const sessionId = row.session_id;
    const isNews = await tried(deps, place, () => askForPayment(deps, stripe, place, sessionId));
    if (isNews) done.payments += 1;
  }
  return done;
}

/** One that does not work does not keep the others from it. */
async function tried(
  { log }: AskDeps,
  place: Place,
  ask: () => Promise<boolean>,
): Promise<boolean> {
  try {
    return await ask();
  } catch (error) {
    log.warn({ error, ...place }, 'Stripe was not asked for what it may not have told');
    return false;
  }
}

async function askForPlan(deps: AskDeps, { client }: StripeRail, place: Place): Promise<boolean> {
  const { tenantId, workspaceId } = place;
  const inside = <T>(verb: (tx: Tx) => Promise<T>) =>
    inTenant(deps.db, { tenantId, workspaceId, userId: NIL_ID }, verb);
  const [kept] = await inside((tx) =>
    tx.select().from(planSubscriptions).where(isSubscription(place)),
  );
  const asked = await askedAt(deps.db);
  const subscriptionId = kept === undefined ? null : await subscriptionOf(client, kept);
  const facts =
    subscriptionId === null
      ? null
      : await fetchObject(client, { type: 'subscription', id: subscriptionId });
  const invoices = subscriptionId === null ? [] : await listInvoicesOf(client, { subscriptionId });
  return inside(async (tx) => {
    await tx.update(planSubscriptions).set({ checkedAt: deps.now() }).where(isSubscription(place));
    if (facts?.kind !== 'subscription') return false;
    const came = [await followSubscription(tx, deps, { facts, askedAt: asked }, NOBODY)];
    const [first] = came;
    if (first === 'booked' || first === 'known') {
      // The oldest first, as they would have been told.
      for (const invoice of invoices.toReversed()) {
        came.push(await followPlanInvoice(tx, deps, invoice, NOBODY));
      }
    }
    tellOfFlaws(deps, place, came);
    // That a subscription is as it was is asked for anew each time, and no news.
    return kept?.state !== facts.state || came.slice(1).includes('booked');
  });
}

/** What a page has begun, or nothing yet. */
async function subscriptionOf(
  client: StripeRail['client'],
  { subscriptionId, sessionId }: PlanSubscription,
): Promise<string | null> {
  if (subscriptionId !== null || sessionId === null) return subscriptionId;
  const page = await fetchObject(client, { type: 'checkout.session', id: sessionId });
  return page.kind === 'checkout' ? page.subscriptionId : null;
}

async function askForPayment(
  deps: AskDeps,
  { client }: StripeRail,
  place: Place,
  sessionId: string,
): Promise<boolean> {
  const { tenantId, workspaceId } = place;
  const facts = await fetchObject(client, { type: 'checkout.session', id: sessionId });
  return inTenant(deps.db, { tenantId, workspaceId, userId: NIL_ID }, async (tx) => {
    await tx.update(payments).set({ checkedAt: deps.now() }).where(isPayment(place));
    if (facts.kind !== 'checkout' || !facts.isPaid || facts.paymentIntentId === null) return false;
    const moneyId = facts.paymentIntentId;
    await lockStripeMoney(tx, moneyId);
    const came = await bookTopUp(tx, deps, { ...facts, moneyId }, NOBODY);
    tellOfFlaws(deps, place, [came]);
    return came === 'booked';
  });
}

/** What does not agree has no event that could wait for the operator; the comparison of books tells it too. */
function tellOfFlaws({ log }: AskDeps, place: Place, came: readonly string[]): void {
  const flaws = came.filter((one) => !['booked', 'known', 'ignored'].includes(one));
  if (flaws.length > 0) log.error({ ...place, flaws }, 'what Stripe says does not agree with ours');
}
