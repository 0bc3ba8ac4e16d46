import { and, eq, isNull, lt, or, sql } from 'drizzle-orm';
import { AppError } from '@geko/contracts/errors';
import { stripeCustomers } from '@geko/db/schema/payments';
import type { Scope } from '../deps.ts';

/**
 * Runs what takes a card of the company away, or begins to need one, while nobody else of the company does: of two who each
 * see another card there, both could take theirs. Stripe is asked meanwhile, so in no transaction; who dies in between is
 * waited for for two minutes.
 * @throws AppError CONFLICT while somebody else does
 */
export async function leaseCards<T>(
  inside: <U>(verb: (scope: Scope) => Promise<U>) => Promise<U>,
  customerId: string,
  run: () => Promise<T>,
): Promise<T> {
  const until = await inside(async (scope) => {
    const { tx, caller, now } = scope;
    await tx
      .insert(stripeCustomers)
      .values({ tenantId: caller.tenantId, customerId, createdAt: now })
      .onConflictDoNothing();
    const [leased] = await tx
      .update(stripeCustomers)
      // As exact as a Date is, so that it is found again.
      .set({
        cardsLeasedUntil: sql`date_trunc('milliseconds', clock_timestamp()) + interval '2 minutes'`,
      })
      .where(
        and(
          eq(stripeCustomers.tenantId, caller.tenantId),
          or(
            isNull(stripeCustomers.cardsLeasedUntil),
            lt(stripeCustomers.cardsLeasedUntil, sql`clock_timestamp()`),
          ),
        ),
      )
      .returning({ until: stripeCustomers.cardsLeasedUntil });
    return leased?.until ?? null;
  });
  if (until === null) {
    throw new AppError('CONFLICT', {
      message: 'Somebody else is changing the cards of this company. Try again in a moment.',
      remedies: [{ kind: 'retry' }],
    });
  }
  try {
    return await run();
  } finally {
    await inside(({ tx, caller: { tenantId } }) =>
      tx
        .update(stripeCustomers)
        .set({ cardsLeasedUntil: null })
        .where(
          and(eq(stripeCustomers.tenantId, tenantId), eq(stripeCustomers.cardsLeasedUntil, until)),
        ),
    );
  }
}
