import { sql } from 'drizzle-orm';
import { PlanId } from '@geko/contracts/plans';
import {
  SoldPlan,
  subscriptionStates,
  type ListSubscriptions,
  type SubscriptionPage,
} from '@geko/contracts/subscriptions';
import { standingOf } from '@geko/domain/plan-standing';
import type { Deps } from '../deps.ts';
import { fromCursor, toPage } from '../keyset.ts';

type Row = {
  id: string;
  workspace_id: string;
  workspace_name: string;
  plan_id: string;
  held_plan_id: string;
  is_by_hand: boolean;
  state: string;
  price_cents: number;
  period_end_at: string | Date | null;
  trial_end_at: string | Date | null;
  is_ending: boolean;
  failed_since: string | Date | null;
  begun_at: string | Date;
  ended_at: string | Date | null;
  subscription_id: string | null;
};

/** Subscriptions of all workspaces, the newest first, for operators. */
export async function listAllSubscriptions(
  deps: Pick<Deps, 'db' | 'now'>,
  { isFailing, cursor, limit }: ListSubscriptions,
): Promise<SubscriptionPage> {
  const after = fromCursor(cursor);
  const { rows } = await deps.db.execute<Row>(
    sql`select * from system.list_subscriptions(${isFailing}, ${after?.at.toISOString() ?? null}::timestamptz,
      ${after?.id ?? null}::uuid, ${limit + 1})`,
  );
  const page = toPage(rows, limit, ({ id, begun_at: at }) => ({ id, at: new Date(at) }));
  return { items: page.rows.map((row) => itemOf(row, deps.now())), nextCursor: page.nextCursor };
}

function itemOf(row: Row, now: Date): SubscriptionPage['items'][number] {
  const planId = SoldPlan.parse(row.plan_id);
  const state = subscriptionStates.find((one) => one === row.state) ?? 'begun';
  const [periodEndAt, trialEndAt, failedSince] = [
    dateOf(row.period_end_at),
    dateOf(row.trial_end_at),
    dateOf(row.failed_since),
  ];
  const { kind, until } = standingOf({
    subscription: { planId, state, periodEndAt, trialEndAt, isEnding: row.is_ending, failedSince },
    invoiceFailedSince: null,
    now,
  });
  return {
    id: row.id,
    workspaceId: row.workspace_id,
    workspaceName: row.workspace_name,
    planId,
    heldPlanId: PlanId.parse(row.held_plan_id),
    isByHand: row.is_by_hand,
    state,
    standing: kind,
    until: until?.toISOString() ?? null,
    priceCents: row.price_cents,
    periodEnd: periodEndAt?.toISOString() ?? null,
    failedSince: failedSince?.toISOString() ?? null,
    begunAt: new Date(row.begun_at).toISOString(),
    endedAt: dateOf(row.ended_at)?.toISOString() ?? null,
    subscriptionRef: row.subscription_id,
  };
}

function dateOf(at: string | Date | null): Date | null {
  return at === null ? null : new Date(at);
}
