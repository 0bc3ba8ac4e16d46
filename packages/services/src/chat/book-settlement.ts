import type { Tx } from '@geko/db/client';
import { callSubjects } from '@geko/domain/limits';
import { localDay } from '@geko/domain/periods';
import type { Deps } from '../deps.ts';
import { readSettlementFacts } from '../notices/settlement-facts.ts';
import { tellOfSettlement } from '../notices/tell-of-settlement.ts';
import { bookCall, type EndedCall } from '../policy/book-call.ts';
import type { SettledCall } from './settle-by-hold.ts';

/**
 * Books a settled call: its receipt, the counters and lots that its hold was taken on, the journal, the day's sums, and
 * the news that follow. A call of no cost has no journal.
 */
export async function bookSettlement(
  tx: Tx,
  deps: Pick<Deps, 'now' | 'newId'>,
  settled: SettledCall,
): Promise<void> {
  const { row } = settled;
  const { tenantId, workspaceId } = row;
  const place = { tx, tenantId, workspaceId, now: deps.now(), newId: deps.newId };
  const facts = await readSettlementFacts(place, callSubjects(row));
  const { changed, walletAfterNano } = await bookCall(
    tx,
    endedCall(settled, { ...facts, endedAt: place.now, journalId: deps.newId() }),
  );
  await tellOfSettlement(place, facts, {
    changed,
    walletAfterNano,
    walletBeforeNano: walletAfterNano === null ? null : walletAfterNano + row.chargeNano,
  });
}

/** A settled call as the database's book_calls takes it. timeZone: by whose days it is counted. */
export function endedCall(
  { row, hold, keptTerms, settlement, requests }: SettledCall,
  { timeZone, endedAt, journalId }: { timeZone: string; endedAt: Date; journalId: string },
): EndedCall {
  return {
    receipt: row,
    hold,
    ...(keptTerms && { keptTerms }),
    endedAt,
    localDay: localDay({ at: row.createdAt, timeZone }),
    requests,
    subjects: callSubjects(row),
    spent: settlement.spent,
    journal: { id: journalId, entries: settlement.entries },
  };
}
