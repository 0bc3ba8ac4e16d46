import { sql } from 'drizzle-orm';
import { LicenceSource } from '@geko/contracts/licences';
import { SALE_CACHE_MS } from '@geko/domain/licence';
import { ShopError } from '@geko/payments/shop';
import type { Deps, RequestFacts } from '../deps.ts';
import type { LicencePlace } from './lock-licence.ts';
import { judge } from './record-sale.ts';

const MOST = 200;
/** As the record has what no request asked for. */
const NOBODY: RequestFacts = { requestId: 'confirm-sales', address: null, userAgent: null };

/**
 * Asks shops anew about sales whose word is older than it counts, and ends the licences of those that are over. A shop that
 * is away is asked again next time: its licences are in their grace.
 */
export async function confirmSales(
  deps: Pick<Deps, 'db' | 'shops' | 'now' | 'newId' | 'log'>,
): Promise<{ confirmed: number; ended: number; unanswered: number }> {
  const { db, shops, log } = deps;
  const before = new Date(deps.now().getTime() - SALE_CACHE_MS);
  const { rows } = await db.execute<{ shop: string; sale: string }>(
    sql`select * from system.sales_to_confirm(${before}, ${MOST})`,
  );
  const done = { confirmed: 0, ended: 0, unanswered: 0 };
  for (const { shop: source, sale: saleId } of rows) {
    const id = LicenceSource.parse(source);
    if (id === 'operator' || !shops[id].isSet) continue;
    try {
      const sale = await shops[id].findSale(saleId);
      const outcome = await db.transaction(async (tx) => {
        const found = await tx.execute<{ id: string; tenant_id: string; workspace_id: string }>(
          sql`select * from system.licence_of_sale(${source}, ${saleId})`,
        );
        const [row] = found.rows;
        if (!row) return null;
        const place: LicencePlace = {
          tenantId: row.tenant_id,
          workspaceId: row.workspace_id,
          id: row.id,
        };
        return judge(tx, deps, place, { isGood: sale?.state === 'good', request: NOBODY });
      });
      if (outcome !== null) done[outcome] += 1;
    } catch (error) {
      if (!(error instanceof ShopError)) throw error;
      done.unanswered += 1;
      log.warn({ shop: source, reason: error.message }, 'a shop could not be asked about a sale');
    }
  }
  return done;
}
