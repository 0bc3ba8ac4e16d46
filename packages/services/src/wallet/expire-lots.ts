import { lte, sql } from 'drizzle-orm';
import { NIL_ID } from '@geko/contracts/ids';
import { inTenant } from '@geko/db/client';
import { creditLots } from '@geko/db/schema/money';
import type { Deps } from '../deps.ts';
import { readCreditFacts, tellOfLowCredit } from '../notices/tell-of-low-credit.ts';
import { expireLotsWhere } from './expire-lots-where.ts';

const MOST_AT_ONCE = 100;
const MOST_ROUNDS = 20;

/**
 * Expires the credit whose time has come, in every workspace; what running calls hold of it waits for their end. Where
 * credit runs low by it, people hear of it. Returns of how many lots. Safe to run anywhere, any number of times.
 */
export async function expireLots(
  deps: Pick<Deps, 'db' | 'now' | 'newId' | 'log'>,
): Promise<number> {
  const now = deps.now();
  let expired = 0;
  for (let round = 0; round < MOST_ROUNDS; round += 1) {
    const { rows } = await deps.db.execute<{ tenant_id: string; workspace_id: string }>(
      sql`select * from system.expired_lots(${now.toISOString()}::timestamptz, ${MOST_AT_ONCE})`,
    );
    let inRound = 0;
    for (const row of rows) {
      inRound += await expireIn(deps, {
        tenantId: row.tenant_id,
        workspaceId: row.workspace_id,
        now,
      });
    }
    expired += inRound;
    // A round that did nothing would do nothing again.
    if (rows.length < MOST_AT_ONCE || inRound === 0) break;
  }
  return expired;
}

async function expireIn(
  { db, log, newId }: Pick<Deps, 'db' | 'newId' | 'log'>,
  { now, ...ids }: { tenantId: string; workspaceId: string; now: Date },
): Promise<number> {
  try {
    return await inTenant(db, { ...ids, userId: NIL_ID }, async (tx) => {
      const place = { tx, ...ids, now, newId };
      const expired = await expireLotsWhere(place, lte(creditLots.expiresAt, now));
      const { lots, takenNano, walletAfterNano } = expired;
      if (walletAfterNano !== null) {
        const fall = { walletBeforeNano: walletAfterNano + takenNano, walletAfterNano };
        await tellOfLowCredit(place, fall, await readCreditFacts(place));
      }
      return lots;
    });
  } catch (error) {
    log.error({ error, ...ids }, 'credit did not expire');
    return 0;
  }
}
