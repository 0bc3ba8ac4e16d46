import { and, desc, eq, isNotNull, isNull } from 'drizzle-orm';
import type { Quarantine } from '@geko/contracts/payments';
import { stripeEvents } from '@geko/db/schema/payments';
import type { Deps } from '../deps.ts';

const MOST_SHOWN = 100;

/** What Stripe told that was not acted upon and nobody has settled, newest first, for the operator to look into. */
export async function listQuarantine({
  db,
  stripe,
}: Pick<Deps, 'db' | 'stripe'>): Promise<Quarantine> {
  const isQuarantined = and(
    eq(stripeEvents.outcome, 'quarantined'),
    isNotNull(stripeEvents.reason),
    isNull(stripeEvents.settledAt),
  );
  const rows = await db
    .select()
    .from(stripeEvents)
    .where(isQuarantined)
    .orderBy(desc(stripeEvents.receivedAt), desc(stripeEvents.id))
    .limit(MOST_SHOWN);
  return {
    isSetUp: stripe !== null,
    count: await db.$count(stripeEvents, isQuarantined),
    items: rows.flatMap(({ id, type, objectId, reason, receivedAt }) =>
      reason === null
        ? []
        : [{ eventId: id, type, objectId, reason, receivedAt: receivedAt.toISOString() }],
    ),
  };
}
