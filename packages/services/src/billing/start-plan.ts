import { and, eq, gt, isNotNull, ne } from 'drizzle-orm';
import { AppError } from '@geko/contracts/errors';
import type { StartedPayment } from '@geko/contracts/payments';
import type { StartPlan } from '@geko/contracts/subscriptions';
import { planSubscriptions } from '@geko/db/schema/subscriptions';
import { PaymentError } from '@geko/payments/payment-error';
import { ensureCustomer } from '@geko/payments/stripe/ensure-customer';
import { listSubscriptions } from '@geko/payments/stripe/list-subscriptions';
import type { StripeClient } from '@geko/payments/stripe/make-client';
import { expireCheckout, startPlanCheckout } from '@geko/payments/stripe/start-checkout';
import { assertPermitted } from '../access/in-workspace.ts';
import { writeAudit } from '../audit/write-audit.ts';
import type { Deps, Scope } from '../deps.ts';
import { getPlan } from '../plans/list-plans.ts';
import { askedAt } from './asked-at.ts';
import { followSubscription } from './follow-subscription.ts';
import { hadPlan } from './had-plan.ts';
import { insideOf, type Buyer } from './buyer.ts';
import { findSubscription, isOfWorkspace, isRunning, isSubscription } from './plan-subscription.ts';
import { keepCustomer, readBuyer } from './stripe-customer.ts';
import { requireStripe, viaStripe } from './stripe-rail.ts';

const DAY_MS = 86_400_000;

/**
 * Begins to subscribe to a plan: the page at Stripe on which it is paid, or, where it costs nothing by itself, a card is
 * kept. What was agreed is kept first; the plan comes when Stripe tells of it. Pages that were opened before are closed, so
 * that nobody subscribes twice. A resend is the same subscription.
 * @throws AppError FORBIDDEN; CONFLICT where payments are not set up, the workspace subscribes already, or the id is
 * another subscription's; UNAVAILABLE
 */
export async function startPlan(
  deps: Pick<Deps, 'db' | 'now' | 'newId' | 'stripe' | 'publicUrl' | 'log'>,
  buyer: Buyer,
  { workspaceId, id, planId }: StartPlan,
): Promise<StartedPayment> {
  const inside = insideOf(deps, buyer, workspaceId);
  const begun = await inside((scope) => begin(scope, { id, planId }));
  const { client, isTaxAutomatic } = requireStripe(deps);
  const asked = await askedAt(deps.db);
  const { customerId, running } = await viaStripe(deps.log, async () => {
    const customer = await ensureCustomer(client, { operationId: id, ...begun.buyer });
    const all = await listSubscriptions(client, customer);
    return {
      ...customer,
      running: all.find(
        (one) => one.mark.workspaceId === workspaceId && one.rank > 0 && one.state !== 'ended',
      ),
    };
  });
  if (running !== undefined) {
    // What Stripe told of it has not come yet, or never will.
    await inside(({ tx, request }) =>
      followSubscription(tx, deps, { facts: running, askedAt: asked }, request),
    );
    throw new AppError('CONFLICT', { message: ALREADY });
  }
  const back = `${deps.publicUrl}/w/${workspaceId}/settings?tab=plan&subscription=${id}`;
  const { sessionId, url, expiresAt } = await viaStripe(deps.log, async () => {
    for (const page of begun.openPages) await closePage(client, id, page);
    return startPlanCheckout(client, {
      operationId: id,
      workspaceId,
      customerId,
      successUrl: back,
      cancelUrl: `${back}&gaveUp=1`,
      isTaxAutomatic,
      plan: planId,
      trialDays: begun.trialDays,
      priceCents: begun.priceCents,
    });
  });
  await inside(async (scope) => {
    await keepCustomer(scope, customerId);
    await scope.tx
      .update(planSubscriptions)
      .set({ customerId, sessionId })
      .where(isSubscription({ ...scope.caller, id }));
  });
  return { url, expiresAt: expiresAt.toISOString() };
}

const ALREADY = 'This workspace subscribes to a plan already. Change that one instead.';

/** Keeps what is agreed. */
async function begin(scope: Scope, { id, planId }: Pick<StartPlan, 'id' | 'planId'>) {
  const { tx, caller, now } = scope;
  const { tenantId, workspaceId, userId } = caller;
  assertPermitted(caller, 'billing:manage');
  const there = await findSubscription({ tx, tenantId, workspaceId });
  if (there !== null && isRunning(there)) throw new AppError('CONFLICT', { message: ALREADY });
  const plan = await getPlan(tx, planId);
  const { priceCentsPerMonth: priceCents } = plan;
  if (priceCents === null) {
    throw new AppError('CONFLICT', { message: 'This plan is by agreement. Ask the operator.' });
  }
  const trialDays = (await hadPlan(tx)) ? 0 : plan.trialDays;
  const terms = { planId, priceCents, trialDays };
  const made = await tx
    .insert(planSubscriptions)
    .values({ tenantId, workspaceId, id, ...terms, state: 'begun', begunBy: userId, begunAt: now })
    .onConflictDoNothing()
    .returning({ id: planSubscriptions.id });
  const openPages = await tx
    .select({ sessionId: planSubscriptions.sessionId })
    .from(planSubscriptions)
    .where(
      and(
        isOfWorkspace(caller),
        eq(planSubscriptions.state, 'begun'),
        ne(planSubscriptions.id, id),
        isNotNull(planSubscriptions.sessionId),
        // Stripe closes them by itself after a day.
        gt(planSubscriptions.begunAt, new Date(now.getTime() - DAY_MS)),
      ),
    );
  const agreed = made.length > 0 ? terms : await agreedBefore(scope, { id, planId });
  if (made.length > 0)
    await writeAudit(scope, { action: 'plan.begin', objectId: workspaceId, after: planId });
  return {
    buyer: await readBuyer(scope),
    ...agreed,
    openPages: openPages.flatMap(({ sessionId }) => (sessionId === null ? [] : [sessionId])),
  };
}

/** What was agreed when this was first sent. */
async function agreedBefore(
  { tx, caller }: Scope,
  { id, planId }: Pick<StartPlan, 'id' | 'planId'>,
) {
  const [row] = await tx
    .select()
    .from(planSubscriptions)
    .where(isSubscription({ ...caller, id }));
  if (row?.state !== 'begun' || row.planId !== planId)
    throw new AppError('CONFLICT', { field: 'id' });
  const { priceCents, trialDays } = row;
  return { planId, priceCents, trialDays };
}

/** One that is closed already, or was paid, which the next event tells, cannot be. */
async function closePage(client: StripeClient, id: string, sessionId: string): Promise<void> {
  try {
    await expireCheckout(client, { operationId: `${id}.${sessionId}`, sessionId });
  } catch (error) {
    const isOver =
      error instanceof PaymentError && ['refused', 'conflict', 'not_found'].includes(error.code);
    if (!isOver) throw error;
  }
}
