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
    codes: rows.map(({ amountNano, endsAt, createdAt, createdBy: _, ...row }) => ({
      ...row,
      amountNano: amountNano.toString(),
      endsAt: endsAt?.toISOString() ?? null,
      createdAt: createdAt.toISOString(),
    })),
  };
}
