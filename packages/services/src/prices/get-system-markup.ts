import { eq } from 'drizzle-orm';
import { SEEDED_SYSTEM_MARKUP_BPS, SYSTEM_SCOPE } from '@geko/domain/markup';
import type { Tx } from '@geko/db/client';
import { markups } from '@geko/db/schema/models';

/** The markup where nothing nearer says one, in basis points. */
export async function getSystemMarkup(tx: Pick<Tx, 'select'>): Promise<number> {
  const [row] = await tx.select().from(markups).where(eq(markups.scope, SYSTEM_SCOPE));
  return row?.bps ?? SEEDED_SYSTEM_MARKUP_BPS;
}
