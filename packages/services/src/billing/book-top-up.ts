import { and, eq, sql } from 'drizzle-orm';
import { isUuid, NIL_ID } from '@geko/contracts/ids';
import type { QuarantineReason } from '@geko/contracts/payments';
import { enterTenant, type Tx } from '@geko/db/client';
import { automaticTopUps, payments } from '@geko/db/schema/payments';
import type { CheckoutFacts } from '@geko/payments/stripe/facts/checkout-facts';
import { topUpBalanceJournal } from '@geko/domain/ledger';
import { CURRENCY } from '@geko/payments/stripe/catalogue';
import { writeAuditLine } from '../audit/write-audit.ts';
import type { Deps, RequestFacts } from '../deps.ts';
import { postJournal } from '../ledger/post-journal.ts';
import { topUp } from '../wallet/top-up.ts';
import { isTopUpOf } from './automatic-top-up-row.ts';
import { takeBackEarly } from './book-money-back.ts';
import { creditPaid } from './paid-money.ts';
import { isPayment } from './start-top-up.ts';

/** What Stripe says of credit that is paid. balanceCents: what the customer's balance at Stripe paid of it, with tax. */
export type PaidTopUp = Pick<
  CheckoutFacts,
  'mark' | 'customerId' | 'currency' | 'subtotalCents' | 'taxCents'
> & { moneyId: string; balanceCents?: number };

/**
 * Books credit that was paid for, in the transaction that keeps what Stripe told: by what was agreed when it was begun, where
 * what was paid agrees with that. known: it was booked before.
 */
export async function bookTopUp(
  tx: Tx,
  { now: clock, newId }: Pick<Deps, 'now' | 'newId'>,
  paid: PaidTopUp,
  request: RequestFacts,
): Promise<'booked' | 'known' | QuarantineReason> {
  const id = paid.mark.operationId;
  if (id === null || !isUuid(id)) return 'unknown_payment';
  const { rows } = await tx.execute<{ tenant_id: string; workspace_id: string }>(
    sql`select * from system.place_of_payment(${id}::uuid)`,
  );
  const [row] = rows;
  if (!row) return 'unknown_payment';
  const place = { tenantId: row.tenant_id, workspaceId: row.workspace_id };
  await enterTenant(tx, { ...place, userId: NIL_ID });
  const [begun] = await tx
    .select()
    .from(payments)
    .where(isPayment({ ...place, id }))
    .for('update');
  if (!begun) return 'unknown_payment';
  if (begun.state === 'paid') return begun.moneyId === paid.moneyId ? 'known' : 'wrong_amount';
  if (begun.customerId !== paid.customerId) return 'wrong_customer';
  if (paid.currency !== CURRENCY) return 'wrong_currency';
  if (paid.subtotalCents !== begun.priceCents) return 'wrong_amount';
  const now = clock();
  const { creditNano: amountNano, begunBy } = begun;
  await topUp({ tx, ...place, now, newId }, { id, amountNano, paidBy: begunBy });
  const { balanceCents = 0 } = paid;
  const entries = topUpBalanceJournal({ balanceCents: BigInt(balanceCents) });
  if (entries.length > 0) {
    await postJournal(tx, {
      id: newId(),
      kind: 'top_up_balance',
      operationId: id,
      at: now,
      entries,
    });
  }
  const booked = {
    state: 'paid',
    taxCents: paid.taxCents,
    balanceCents,
    moneyId: paid.moneyId,
    paidAt: now,
  } as const;
  await tx
    .update(payments)
    .set(booked)
    .where(isPayment({ ...place, id }));
  await tx
    .update(automaticTopUps)
    .set({ pendingId: null })
    .where(and(isTopUpOf(place), eq(automaticTopUps.pendingId, id)));
  const paidCredit = creditPaid({ ...begun, ...booked });
  await takeBackEarly(tx, { now: clock, newId }, paidCredit, request);
  await writeAuditLine(
    { tx, ...place, actorId: null, now, newId, request },
    { action: 'payment.book', objectId: id },
  );
  return 'booked';
}
