import { and, eq } from 'drizzle-orm';
import { tokenClasses, type TokenUsage } from '@geko/contracts/meters';
import { unitNames } from '@geko/contracts/units';
import type { Receipt } from '@geko/contracts/receipt';
import { inTenant, type Tx } from '@geko/db/client';
import { modelCatalog } from '@geko/db/schema/models';
import { holds, tokenUsage, usageCorrections } from '@geko/db/schema/money';
import { correctCall } from '@geko/domain/correction';
import { chargedOutput, hasGiven, settleCall, type Settlement } from '@geko/domain/settlement';
import type { UnitCounts } from '@geko/domain/unit-pricing';
import { totalInputTokens, totalOutputTokens } from '@geko/domain/usage';
import type { TurnRef } from '../chat/turn-ref.ts';
import type { Deps } from '../deps.ts';
import { storedLines, toTakenLot } from '../ledger/resettle.ts';
import { getPrice } from '../models/catalogue.ts';
import { bookCorrection } from './book-correction.ts';
import { listFreeCredit, listSpent } from './correction-funds.ts';
import { moveCounters } from './move-counters.ts';
import { newestCorrections } from './newest-corrections.ts';
import { receiptOf, type CorrectionRow, type UsageRow } from './receipt-of.ts';

/** What the provider said of a call after all. */
export type LateUsage = {
  usage: TokenUsage;
  /** What it made or took beside tokens; absent of a call that is counted in tokens only. */
  units?: UnitCounts;
  rawUsage: unknown;
};

type HoldRow = typeof holds.$inferSelect;

/**
 * Corrects a call that was settled on an estimate, now that its real use is known (SPEC §7), in one transaction: a row
 * beside its receipt, a journal of the differences, its day's sums, the counters it counted on, and the lots it was
 * paid from. A call that is no estimate, or of which nothing turns out other, stays as it is: null. So a second call
 * with the same use changes nothing.
 */
export async function correctUsage(
  deps: Pick<Deps, 'db' | 'now' | 'newId'>,
  ref: TurnRef & { userId: string },
  late: LateUsage,
): Promise<Receipt | null> {
  return inTenant(deps.db, ref, async (tx) => {
    const found = await lockReceipt(tx, ref);
    if (found === null) return null;
    const { row, hold, newest } = found;
    const current = newest ?? row;
    const settlement = await resettle(tx, found, late);
    if (!isOther(current, settlement)) return null;
    const place = { tenantId: ref.tenantId, workspaceId: ref.workspaceId };
    const moreTokens = settlement.meteredTokens - current.meteredTokens;
    const changed = await moveCounters(tx, row, { tokens: BigInt(moreTokens), charge: 0n });
    const isCredit = hold.funding === 'credits';
    const correction = correctCall({
      booked: {
        costNano: current.costNano,
        chargeNano: current.chargeNano,
        absorbedNano: current.absorbedNano,
        spent: isCredit ? await listSpent(tx, place, row.id) : [],
      },
      settlement,
      funding: hold.funding,
      free: isCredit ? await listFreeCredit(tx, place, deps.now()) : [],
    });
    const corrected: CorrectionRow = {
      ...place,
      ...settlement.usage,
      ...settlement.units,
      id: deps.newId(),
      usageId: row.id,
      seq: (newest?.seq ?? 0) + 1,
      meteredTokens: settlement.meteredTokens,
      overshootTokens: settlement.overshootTokens,
      rawUsage: late.rawUsage ?? null,
      isEstimated: settlement.isEstimated,
      lines: storedLines(correction.lines),
      costNano: correction.costNano,
      chargeNano: correction.chargeNano,
      absorbedNano: correction.absorbedNano,
      createdAt: deps.now(),
    };
    await tx.insert(usageCorrections).values(corrected);
    await bookCorrection(tx, deps, { row, current, corrected, correction, changed });
    return receiptOf(row, await nameOfModel(tx, row.modelId), corrected);
  });
}

type LockedReceipt = { row: UsageRow; hold: HoldRow; newest: CorrectionRow | null };

/**
 * The receipt with its newest correction. Its hold's row stands for it in the lock: receipts themselves may not be
 * changed, so they cannot be locked. null: there is none yet, or it is no estimate.
 */
async function lockReceipt(tx: Tx, ref: TurnRef): Promise<LockedReceipt | null> {
  const { tenantId, workspaceId, turnId } = ref;
  const [hold] = await tx
    .select()
    .from(holds)
    .where(
      and(eq(holds.tenantId, tenantId), eq(holds.workspaceId, workspaceId), eq(holds.id, turnId)),
    )
    .for('update');
  const [row] = await tx
    .select()
    .from(tokenUsage)
    .where(
      and(
        eq(tokenUsage.tenantId, tenantId),
        eq(tokenUsage.workspaceId, workspaceId),
        eq(tokenUsage.id, turnId),
      ),
    );
  if (hold === undefined || row === undefined) return null;
  const newest = (await newestCorrections(tx, ref, [turnId])).get(turnId) ?? null;
  return (newest ?? row).isEstimated ? { row, hold, newest } : null;
}

/** The call settled anew: the same hold, price, markup and funding, and other counts. */
async function resettle(
  tx: Tx,
  { row, hold, newest }: LockedReceipt,
  { usage, units }: LateUsage,
): Promise<Settlement> {
  const current = newest ?? row;
  return settleCall({
    usage,
    units: units ?? current,
    counted: {
      inputTokens: totalInputTokens(current),
      outputTokens: totalOutputTokens(current),
    },
    hold: {
      inputTokens: hold.inputTokens,
      maxOutputTokens: hold.maxOutputTokens,
      units: hold,
      lots: hold.lots.map(toTakenLot),
    },
    price: await getPrice(tx, { modelId: row.modelId, version: hold.priceVersion }),
    markupBps: hold.markupBps,
    funding: hold.funding,
    hasStarted: true,
    // As the first settlement judged it.
    hasDelivered: hasGiven({ ...row, units: row }),
    deliveredTokens: row.outcome === 'failed' ? chargedOutput({ ...row, usage: row }, hold) : null,
  });
}

function isOther(current: UsageRow | CorrectionRow, settlement: Settlement): boolean {
  const { usage, units, isEstimated } = settlement;
  return (
    isEstimated !== current.isEstimated ||
    tokenClasses.some((name) => usage[name] !== current[name]) ||
    unitNames.some((name) => units[name] !== current[name])
  );
}

async function nameOfModel(tx: Tx, modelId: string): Promise<string> {
  const [model] = await tx
    .select({ name: modelCatalog.name })
    .from(modelCatalog)
    .where(eq(modelCatalog.id, modelId));
  return model?.name ?? modelId;
}
