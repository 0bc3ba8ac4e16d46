import { and, asc, eq, gt, isNull, or, sql } from 'drizzle-orm';
import type { Tx } from '@geko/db/client';
import { creditLots } from '@geko/db/schema/money';
import { freeAfterDebts, type FreeLot, type TakenLot } from '@geko/domain/choose-option';

type Place = { tenantId: string; workspaceId: string };

/** What a call and its corrections have taken of which lot, in the order in which it was first taken. */
export async function listSpent(
  tx: Tx,
  { tenantId, workspaceId }: Place,
  usageId: string,
): Promise<TakenLot[]> {
  const { rows } = await tx.execute<{ lot_id: string; amount: string }>(sql`
    select e.lot_id, sum(e.amount_nano)::text as amount
    from ledger_journals j
    join ledger_entries e
      on e.tenant_id = j.tenant_id and e.workspace_id = j.workspace_id and e.journal_id = j.id
    where j.tenant_id = ${tenantId} and j.workspace_id = ${workspaceId} and e.account = 'wallet'
      and ((j.kind = 'usage' and j.operation_id = ${usageId})
        or (j.kind = 'correction' and j.operation_id in (
          select c.id from usage_corrections c
          where c.tenant_id = ${tenantId} and c.workspace_id = ${workspaceId} and c.usage_id = ${usageId})))
    group by e.lot_id having sum(e.amount_nano) > 0
    order by min(j.created_at), min(j.id::text), min(e.line)`);
  return rows.map(({ lot_id: lotId, amount }) => ({ lotId, amountNano: BigInt(amount) }));
}

/** The wallet's free credit in the order in which it is spent. The money must be locked. */
export async function listFreeCredit(
  tx: Tx,
  { tenantId, workspaceId }: Place,
  now: Date,
): Promise<FreeLot[]> {
  const rows = await tx
    .select()
    .from(creditLots)
    .where(
      and(
        eq(creditLots.tenantId, tenantId),
        eq(creditLots.workspaceId, workspaceId),
        eq(creditLots.isOpen, true),
        or(isNull(creditLots.expiresAt), gt(creditLots.expiresAt, now)),
      ),
    )
    .orderBy(asc(creditLots.priority), asc(creditLots.expiresAt), asc(creditLots.id));
  return freeAfterDebts(
    rows.map(({ id, remainingNano, heldNano }) => ({
      lotId: id,
      freeNano: remainingNano - heldNano,
    })),
  );
}
