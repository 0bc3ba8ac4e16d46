import { and, desc, eq, ne, sql } from 'drizzle-orm';
import { AppError } from '@geko/contracts/errors';
import type { SubscriptionState } from '@geko/contracts/subscriptions';
import type { Tx } from '@geko/db/client';
import { planSubscriptions } from '@geko/db/schema/subscriptions';

export type PlanSubscription = typeof planSubscriptions.$inferSelect;

type Place = { tx: Tx; tenantId: string; workspaceId: string };

/** States in which a workspace pays, or is to pay. */
const runningStates: readonly SubscriptionState[] = [
  'trialing',
  'active',
  'past_due',
  'unpaid',
  'paused',
];

export function isRunning({ state }: Pick<PlanSubscription, 'state'>): boolean {
  return runningStates.includes(state);
}

/** That subscription of that workspace. */
export function isSubscription(of: { tenantId: string; workspaceId: string; id: string }) {
  return and(isOfWorkspace(of), eq(planSubscriptions.id, of.id));
}

/** All of that workspace's. */
export function isOfWorkspace({
  tenantId,
  workspaceId,
}: {
  tenantId: string;
  workspaceId: string;
}) {
  return and(
    eq(planSubscriptions.tenantId, tenantId),
    eq(planSubscriptions.workspaceId, workspaceId),
  );
}

/** The one that runs, else the last one that did; null = there never was one. */
export async function findSubscription({ tx, ...place }: Place): Promise<PlanSubscription | null> {
  const [row] = await tx
    .select()
    .from(planSubscriptions)
    .where(and(isOfWorkspace(place), ne(planSubscriptions.state, 'begun')))
    .orderBy(
      sql`${planSubscriptions.state} = any(${sql.param(runningStates)}::text[]) desc`,
      desc(planSubscriptions.begunAt),
      desc(planSubscriptions.id),
    )
    .limit(1);
  return row ?? null;
}

/** @throws AppError CONFLICT where a subscription goes on that nobody would have anything of any more */
export async function assertPaysForNothing(place: Place): Promise<void> {
  const found = await findSubscription(place);
  if (found === null || !isRunning(found) || found.isEnding) return;
  throw new AppError('CONFLICT', {
    message: 'A workspace subscribes to a plan that goes on. Cancel that plan first.',
  });
}
