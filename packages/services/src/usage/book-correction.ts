import { and, eq, sql } from 'drizzle-orm';
import type { TokenClass } from '@geko/contracts/meters';
import type { UnitName } from '@geko/contracts/units';
import type { Tx } from '@geko/db/client';
import { creditLots } from '@geko/db/schema/money';
import type { Correction } from '@geko/domain/correction';
import { callSubjects } from '@geko/domain/limits';
import { localDay } from '@geko/domain/periods';
import type { Deps } from '../deps.ts';
import { postJournal } from '../ledger/post-journal.ts';
import type { ChangedCounter } from '../notices/crossed-caps.ts';
import { readSettlementFacts } from '../notices/settlement-facts.ts';
import { tellOfSettlement } from '../notices/tell-of-settlement.ts';
import { addUsageDay } from './add-usage-day.ts';
import { moveCounters } from './move-counters.ts';
import type { CorrectionRow, UsageRow } from './receipt-of.ts';

/**
 * Books a correction on everything but its receipt: what the charge moves of counters and lots, the journal of the
 * differences, the sums of the day on which the call began, and the news that follow.
 *
 * @param current the figures that were booked before.
 * @param changed the counters of tokens, moved already.
 */
export async function bookCorrection(
  tx: Tx,
  deps: Pick<Deps, 'now' | 'newId'>,
  booked: {
    row: UsageRow;
    current: UsageRow | CorrectionRow;
    corrected: CorrectionRow;
    correction: Correction;
    changed: readonly ChangedCounter[];
  },
): Promise<void> {
  const { row, current, corrected, correction } = booked;
  const { tenantId, workspaceId, userId, modelId, apiKeyId } = row;
  const moreChargeNano = corrected.chargeNano - current.chargeNano;
  const charged =
    moreChargeNano === 0n
      ? []
      : await moveCounters(tx, row, { tokens: 0n, charge: moreChargeNano });
  for (const { lotId, amountNano } of correction.lots) {
    await tx
      .update(creditLots)
      .set({ remainingNano: sql`${creditLots.remainingNano} - ${amountNano}::bigint` })
      .where(
        and(
          eq(creditLots.tenantId, tenantId),
          eq(creditLots.workspaceId, workspaceId),
          eq(creditLots.id, lotId),
        ),
      );
  }
  const walletAfterNano =
    correction.entries.length === 0
      ? null
      : await postJournal(tx, {
          id: deps.newId(),
          kind: 'correction',
          operationId: corrected.id,
          at: corrected.createdAt,
          entries: correction.entries,
        });
  const place = { tx, tenantId, workspaceId, now: deps.now(), newId: deps.newId };
  const facts = await readSettlementFacts(place, callSubjects({ userId, modelId, apiKeyId }));
  await addUsageDay(tx, {
    userId,
    modelId,
    apiKeyId,
    day: localDay({ at: row.createdAt, timeZone: facts.timeZone }),
    funding: row.funding,
    requests: 0n,
    ...moreUse(current, corrected),
    costNano: corrected.costNano - current.costNano,
    chargeNano: moreChargeNano,
    absorbedNano: corrected.absorbedNano - current.absorbedNano,
  });
  await tellOfSettlement(place, facts, {
    changed: [...booked.changed, ...charged],
    walletAfterNano,
    walletBeforeNano: walletAfterNano === null ? null : walletAfterNano + moreChargeNano,
  });
}

/** Of each class and unit; below zero = fewer. */
function moreUse(current: UsageRow | CorrectionRow, corrected: CorrectionRow) {
  const more = (name: TokenClass | UnitName) => BigInt(corrected[name] - current[name]);
  return {
    inputTokens: more('inputTokens'),
    cachedInputTokens: more('cachedInputTokens'),
    cacheWriteTokens: more('cacheWriteTokens'),
    outputTokens: more('outputTokens'),
    reasoningTokens: more('reasoningTokens'),
    images: more('images'),
    characters: more('characters'),
    seconds: more('seconds'),
  };
}
