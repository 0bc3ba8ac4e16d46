import { eq, and } from 'drizzle-orm';
import { AppError } from '@geko/contracts/errors';
import type { ChangePlan, PlanPreview, PreviewPlan } from '@geko/contracts/subscriptions';
import { workspaceSubscriptions } from '@geko/db/schema/tenancy';
import { changePlan as changeAtStripe, previewPlanChange } from '@geko/payments/stripe/change-plan';
import { writeAudit } from '../audit/write-audit.ts';
import type { Deps, Scope } from '../deps.ts';
import { askedAt } from './asked-at.ts';
import { followSubscription } from './follow-subscription.ts';
import { insideOf, type Buyer } from './buyer.ts';
import { keptCards } from './kept-cards.ts';
import { leaseCards } from './lease-cards.ts';
import { mustRun } from './must-run.ts';
import { requireStripe, viaStripe } from './stripe-rail.ts';

type PlanDeps = Pick<Deps, 'db' | 'now' | 'newId' | 'stripe' | 'log'>;

/** How long what a preview has shown may be carried out. */
const PREVIEW_MS = 3_600_000;

/**
 * What a change of plan would cost now, as Stripe reckons it. Changes nothing.
 * @throws AppError FORBIDDEN; CONFLICT where the plan cannot be changed; UNAVAILABLE
 */
export async function previewPlan(
  deps: PlanDeps,
  buyer: Buyer,
  { workspaceId, planId }: PreviewPlan,
): Promise<PlanPreview> {
  const { subscriptionId } = await insideOf(deps, buyer, workspaceId)(mustChange);
  const { client } = requireStripe(deps);
  const prorationAt = deps.now();
  const preview = await viaStripe(deps.log, () =>
    previewPlanChange(client, { subscriptionId, plan: planId, prorationAt }),
  );
  const { totalCents, dueCents, taxCents, lines } = preview;
  return {
    planId,
    at: prorationAt.toISOString(),
    totalCents,
    dueCents,
    taxCents,
    lines: lines.map(({ description, amountCents, periodStartAt, periodEndAt }) => ({
      description,
      amountCents,
      periodStart: periodStartAt.toISOString(),
      periodEnd: periodEndAt.toISOString(),
    })),
  };
}

/**
 * Changes the plan that the workspace subscribes to, at the cost that the preview showed; it holds at once. When the card
 * is declined nothing has changed.
 * @throws AppError FORBIDDEN; BAD_REQUEST for a preview that is too old; CARD_DECLINED; CONFLICT where the plan cannot be
 * changed; UNAVAILABLE
 */
export async function changePlan(
  deps: PlanDeps,
  buyer: Buyer,
  { workspaceId, id, planId, at }: ChangePlan,
): Promise<void> {
  const inside = insideOf(deps, buyer, workspaceId);
  const kept = await inside(mustChange);
  // The same once more.
  if (kept.planId === planId) return;
  const prorationAt = new Date(at);
  const ageMs = deps.now().getTime() - prorationAt.getTime();
  if (ageMs > PREVIEW_MS || ageMs < -PREVIEW_MS) {
    throw new AppError('BAD_REQUEST', { field: 'at', message: 'at: look at what it costs anew.' });
  }
  const { client } = requireStripe(deps);
  const change = async (): Promise<void> => {
    const asked = await askedAt(deps.db);
    const { subscriptionId } = kept;
    const facts = await viaStripe(deps.log, () =>
      changeAtStripe(client, { operationId: id, subscriptionId, plan: planId, prorationAt }),
    );
    await inside(async (scope) => {
      await followSubscription(scope.tx, deps, { facts, askedAt: asked }, scope.request);
      await writeAudit(scope, {
        action: 'plan.change',
        objectId: workspaceId,
        before: kept.planId,
        after: planId,
      });
    });
  };
  const { customerId } = kept;
  if (planId !== 'paygo' || customerId === null) return change();
  // What is paid after use needs a card, which is not taken away meanwhile.
  return leaseCards(inside, customerId, async () => {
    const cards = await keptCards(deps, customerId);
    if (cards.length === 0) {
      throw new AppError('CONFLICT', {
        message: 'What is used on this plan is charged to a card. Add one first.',
      });
    }
    await change();
  });
}

/** The subscription, where another plan may take its plan's place. */
async function mustChange(scope: Scope) {
  const kept = await mustRun(scope);
  const { tx, caller } = scope;
  const [held] = await tx
    .select({ isByHand: workspaceSubscriptions.isByHand })
    .from(workspaceSubscriptions)
    .where(
      and(
        eq(workspaceSubscriptions.tenantId, caller.tenantId),
        eq(workspaceSubscriptions.workspaceId, caller.workspaceId),
      ),
    );
  const stop = (message: string) => new AppError('CONFLICT', { message });
  if (held?.isByHand === true) throw stop('The operator has set this plan. Ask them to change it.');
  if (kept.isEnding) throw stop('The plan is cancelled. Resume it first.');
  if (kept.state !== 'active' && kept.state !== 'trialing') {
    throw stop('A payment for the plan has failed. Pay it first.');
  }
  return kept;
}
