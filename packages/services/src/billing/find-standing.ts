import type { Tx } from '@geko/db/client';
import { standingOf, type Standing } from '@geko/domain/plan-standing';
import { findSubscription, type PlanSubscription } from './plan-subscription.ts';

/** How a workspace stands with its subscription, and the one that it is about; null = there never was one. */
export async function findStanding(place: {
  tx: Tx;
  tenantId: string;
  workspaceId: string;
  now: Date;
}): Promise<{ subscription: PlanSubscription | null; standing: Standing }> {
  const subscription = await findSubscription(place);
  const standing = standingOf({ subscription, invoiceFailedSince: null, now: place.now });
  return { subscription, standing };
}
