import type { Tx } from '@geko/db/client';
import { standingOf, type Standing } from '@geko/domain/plan-standing';
import { failedInvoiceSince } from './failed-invoices.ts';
import { findSubscription, type PlanSubscription } from './plan-subscription.ts';

/** How a workspace stands with its subscription and its invoices for use; subscription: null = there never was one. */
export async function findStanding(place: {
  tx: Tx;
  tenantId: string;
  workspaceId: string;
  now: Date;
}): Promise<{ subscription: PlanSubscription | null; standing: Standing }> {
  const subscription = await findSubscription(place);
  const invoiceFailedSince =
    subscription === null ? null : await failedInvoiceSince(place.tx, place);
  const standing = standingOf({ subscription, invoiceFailedSince, now: place.now });
  return { subscription, standing };
}
