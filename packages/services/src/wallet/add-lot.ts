import { and, eq } from 'drizzle-orm';
import { AppError } from '@geko/contracts/errors';
import { lotPriority, type LotKind } from '@geko/contracts/wallet';
import { creditLots } from '@geko/db/schema/money';
import { grantJournal } from '@geko/domain/ledger';
import { postJournal } from '../ledger/post-journal.ts';
import { insertNotice, type NoticePlace } from '../notices/insert-notice.ts';

export type NewLot = {
  id: string;
  kind: LotKind;
  /** Above zero. */
  amountNano: bigint;
  /** null = never. */
  expiresAt: Date | null;
  /** null = Geko itself. */
  grantedBy: string | null;
};

/**
 * Puts credit into the wallet of the workspace that the transaction is in: the lot, its journal, the news of it. False,
 * and nothing changed, when the very same lot is there already. @throws AppError CONFLICT when its id is another lot's
 */
export async function addLot(place: NoticePlace, lot: NewLot): Promise<boolean> {
  const { tx, tenantId, workspaceId, now, newId } = place;
  const { id, kind, amountNano, expiresAt, grantedBy } = lot;
  const added = await tx
    .insert(creditLots)
    .values({
      tenantId,
      workspaceId,
      id,
      kind,
      priority: lotPriority[kind],
      grantedNano: amountNano,
      remainingNano: amountNano,
      expiresAt,
      grantedBy,
      createdAt: now,
    })
    .onConflictDoNothing()
    .returning({ id: creditLots.id });
  if (added.length === 0) {
    await assertSameLot(place, lot);
    return false;
  }
  await postJournal(tx, {
    id: newId(),
    kind: 'grant',
    operationId: id,
    at: now,
    entries: grantJournal({ lotId: id, kind, amountNano }),
  });
  await insertNotice(place, {
    kind: 'credit_granted',
    facts: { amountNano: amountNano.toString(), lotKind: kind },
    userId: null,
    onceKey: `credit_granted ${id}`,
  });
  return true;
}

async function assertSameLot({ tx, tenantId, workspaceId }: NoticePlace, lot: NewLot) {
  const [there] = await tx
    .select()
    .from(creditLots)
    .where(
      and(
        eq(creditLots.tenantId, tenantId),
        eq(creditLots.workspaceId, workspaceId),
        eq(creditLots.id, lot.id),
      ),
    );
  const isSame =
    there?.kind === lot.kind &&
    there.grantedNano === lot.amountNano &&
    there.grantedBy === lot.grantedBy &&
    (there.expiresAt?.getTime() ?? null) === (lot.expiresAt?.getTime() ?? null);
  if (!isSame) throw new AppError('CONFLICT', { field: 'id' });
}
