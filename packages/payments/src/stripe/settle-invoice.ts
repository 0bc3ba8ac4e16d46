import type Stripe from 'stripe';
import { askStripe } from './ask-stripe.ts';
import { invoiceFacts } from './facts/invoice-facts.ts';
import type { InvoiceFacts } from './facts/invoice-facts.ts';
import { creditNoteFacts } from './facts/money-back-facts.ts';
import type { CreditNoteFacts } from './facts/money-back-facts.ts';
import { writeOnce } from './write-once.ts';

type Wish = { operationId: string; invoiceId: string };
const expand = ['payments'];

/**
 * Charges an open invoice to the customer's card. Each try is an operation of its own: one that was declined stays so.
 * @throws PaymentError card_declined, conflict when it is paid or void, not_found without a card.
 */
export function payInvoice(
  stripe: Stripe,
  { operationId, invoiceId }: Wish,
): Promise<InvoiceFacts> {
  return askStripe('payInvoice', async () =>
    invoiceFacts(
      await stripe.invoices.pay(
        invoiceId,
        { off_session: true, expand },
        writeOnce(operationId, 'pay-invoice'),
      ),
    ),
  );
}

/**
 * An invoice as it is now.
 * @throws PaymentError not_found
 */
export function fetchInvoice(stripe: Stripe, invoiceId: string): Promise<InvoiceFacts> {
  return askStripe('fetchInvoice', async () =>
    invoiceFacts(await stripe.invoices.retrieve(invoiceId, { expand })),
  );
}

/**
 * Takes an open invoice back as if it had never been; a paid one needs a credit note.
 * @throws PaymentError conflict
 */
export function voidInvoice(
  stripe: Stripe,
  { operationId, invoiceId }: Wish,
): Promise<InvoiceFacts> {
  return askStripe('voidInvoice', async () =>
    invoiceFacts(
      await stripe.invoices.voidInvoice(
        invoiceId,
        { expand },
        writeOnce(operationId, 'void-invoice'),
      ),
    ),
  );
}

/**
 * Corrects an invoice by a credit note. Of an open one less is to be paid; of a paid one the amount goes back to the card,
 * to the customer's balance for coming invoices, or was settled outside of Stripe.
 * @throws PaymentError refused for more than is left.
 */
export function creditInvoice(
  stripe: Stripe,
  {
    operationId,
    invoiceId,
    amountCents,
    to,
    memo,
  }: Wish & {
    amountCents: number;
    to: 'open_invoice' | 'card' | 'balance' | 'outside';
    memo: string;
  },
): Promise<CreditNoteFacts> {
  return askStripe('creditInvoice', async () =>
    creditNoteFacts(
      await stripe.creditNotes.create(
        {
          invoice: invoiceId,
          amount: amountCents,
          memo,
          metadata: { geko_operation: operationId },
          ...(to === 'card' && { refund_amount: amountCents }),
          ...(to === 'balance' && { credit_amount: amountCents }),
          ...(to === 'outside' && { out_of_band_amount: amountCents }),
        },
        writeOnce(operationId, 'credit-invoice'),
      ),
    ),
  );
}
