import type { Tx } from '@geko/db/client';
import type { tokenUsage } from '@geko/db/schema/money';
import { callSubjects } from '@geko/domain/limits';
import { localDay } from '@geko/domain/periods';
import type { Settlement } from '@geko/domain/settlement';
import type { Deps } from '../deps.ts';
import { readSettlementFacts } from '../notices/settlement-facts.ts';
import { tellOfSettlement } from '../notices/tell-of-settlement.ts';
import { bookCall, type EndedCall } from '../policy/book-call.ts';

/**
 * Books a settled call: its receipt, the counters and lots that its hold was taken on, the journal, the day's sums, and
 * the news that follow. A call of no cost has no journal.
 */
export async function bookSettlement(
  tx: Tx,
  deps: Pick<Deps, 'now' | 'newId'>,
  booked: {
    row: typeof tokenUsage.$inferSelect;
    hold: EndedCall['hold'];
    settlement: Settlement;
    requests: number;
  },
): Promise<void> {
  const { row, hold, settlement, requests } = booked;
  const { tenantId, workspaceId, userId, modelId, apiKeyId } = row;
  const place = { tx, tenantId, workspaceId, now: deps.now(), newId: deps.newId };
  const subjects = callSubjects({ userId, modelId, apiKeyId });
  const facts = await readSettlementFacts(place, subjects);
  const { changed, walletAfterNano } = await bookCall(tx, {
    receipt: row,
    hold,
    endedAt: place.now,
    localDay: localDay({ at: row.createdAt, timeZone: facts.timeZone }),
    requests,
    subjects,
    spent: settlement.spent,
    journal: { id: deps.newId(), entries: settlement.entries },
  });
  await tellOfSettlement(place, facts, {
    changed,
    walletAfterNano,
    walletBeforeNano: walletAfterNano === null ? null : walletAfterNano + row.chargeNano,
  });
}
