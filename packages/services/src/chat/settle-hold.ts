import { eq } from 'drizzle-orm';
import type { Receipt } from '@geko/contracts/receipt';
import type { Tx } from '@geko/db/client';
import { modelCatalog } from '@geko/db/schema/models';
import type { Deps } from '../deps.ts';
import { getPrice } from '../models/catalogue.ts';
import type { HeldTerms } from '../policy/booking.ts';
import { receiptOf } from '../usage/receipt-of.ts';
import { bookSettlement } from './book-settlement.ts';
import { settleByHold, type CallOutcome, type HeldCall } from './settle-by-hold.ts';

/** Settles an ended call by its hold, which the transaction has locked, and books it. Returns its receipt. */
export async function settleHold(
  tx: Tx,
  deps: Pick<Deps, 'now' | 'newId'>,
  { hold, call, outcome }: { hold: HeldTerms; call: HeldCall; outcome: CallOutcome },
): Promise<Receipt> {
  const [model] = await tx.select().from(modelCatalog).where(eq(modelCatalog.id, call.modelId));
  if (!model) throw new Error(`model ${call.modelId} is gone`);
  const price = await getPrice(tx, { modelId: model.id, version: hold.priceVersion });
  const settled = settleByHold({ hold, call, outcome, price, provider: model.provider });
  await bookSettlement(tx, deps, settled);
  return receiptOf(settled.row, model.name);
}
