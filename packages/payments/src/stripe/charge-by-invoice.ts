import type Stripe from 'stripe';
import { PaymentError } from '../payment-error.ts';
import type { InvoiceFacts } from './facts/invoice-facts.ts';
import { pushInvoice } from './push-invoice.ts';
import { fetchInvoice, payInvoice, voidInvoice } from './settle-invoice.ts';

/**
 * Charges a kept card while its owner is away, with the tax that Stripe reckons: by an invoice, as only invoices and pages
 * have tax. The same operation again finds the same invoice. One that cannot be paid is void: nobody pays it later.
 * @throws PaymentError card_declined (needsOwner: they have to pay by themselves once), not_found without a card, refused
 * where Stripe does not know whose tax it is.
 */
export async function chargeByInvoice(
  stripe: Stripe,
  {
    operationId,
    workspaceId,
    customerId,
    amountCents,
    description,
    begunAt,
  }: {
    operationId: string;
    workspaceId: string;
    customerId: string;
    /** Without tax. */
    amountCents: number;
    description: string;
    begunAt: Date;
  },
): Promise<InvoiceFacts> {
  const pushed = await pushInvoice(stripe, {
    operationId,
    workspaceId,
    customerId,
    purpose: 'automatic_top_up',
    lines: [{ key: 'credit', description, amountCents }],
    totalCents: amountCents,
    description,
    periodStartAt: begunAt,
    periodEndAt: begunAt,
    isTaxAutomatic: true,
    madeAt: begunAt,
  });
  const { invoiceId } = pushed;
  if (pushed.state !== 'open') return pushed;
  try {
    return await payInvoice(stripe, { operationId, invoiceId });
  } catch (error) {
    if (!(error instanceof PaymentError) || error.isRetryable) throw error;
    // Somebody else has paid it, or it is void.
    if (error.code === 'conflict') return fetchInvoice(stripe, invoiceId);
    await voidInvoice(stripe, { operationId, invoiceId });
    throw error;
  }
}
