import { desc } from 'drizzle-orm';
import type { PromoCodes } from '@geko/contracts/promo-codes';
import { promoCodes } from '@geko/db/schema/payments';
import type { Deps } from '../deps.ts';

const MOST_SHOWN = 100;

/** The codes that operators have made, newest first, with how often each was redeemed. */
export async function listPromoCodes({ db }: Pick<Deps, 'db'>): Promise<PromoCodes> {
  const rows = await db
    .select()
    .from(promoCodes)
    .orderBy(desc(promoCodes.createdAt), desc(promoCodes.id))
    .limit(MOST_SHOWN);
  return {
    codes: rows.map((row) => ({
      id: row.id,
      code: row.code,
      amountNano: row.amountNano.toString(),
      mostRedemptions: row.mostRedemptions,
      redemptions: row.redemptions,
      endsAt: row.endsAt?.toISOString() ?? null,
      creditDays: row.creditDays,
      isActive: row.isActive,
      createdAt: row.createdAt.toISOString(),
    })),
  };
}
