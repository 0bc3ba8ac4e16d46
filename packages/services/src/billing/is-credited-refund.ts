import { and, eq, inArray, sql } from 'drizzle-orm';
import { NIL_ID } from '@geko/contracts/ids';
import { enterTenant, type Tx } from '@geko/db/client';
import { creditNotes } from '@geko/db/schema/invoices';
import type { RefundFacts } from '@geko/payments/stripe/facts/money-back-facts';
import { areItsNotes } from '../invoices/invoice-row.ts';
import { placeOfInvoice } from './follow-invoice.ts';

/** Whether a refund is of an invoice's payment, and credit notes say that so much goes back: they are booked, it is not. */
export async function isCreditedRefund(tx: Tx, facts: RefundFacts): Promise<boolean> {
  const { paymentIntentId, amountCents } = facts;
  if (paymentIntentId === null) return false;
  const place = await placeOfInvoice(tx, { paymentIntentId });
  if (place === null) return false;
  await enterTenant(tx, { ...place, userId: NIL_ID });
  const [sum] = await tx
    .select({
      backCents: sql<bigint>`coalesce(sum(${creditNotes.amountCents}), 0)::bigint`.mapWith(BigInt),
    })
    .from(creditNotes)
    .where(
      and(
        areItsNotes(place),
        eq(creditNotes.goesTo, 'card'),
        inArray(creditNotes.state, ['draft', 'issued']),
      ),
    );
  return (sum?.backCents ?? 0n) >= BigInt(amountCents);
}
