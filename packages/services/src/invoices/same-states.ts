import type { InvoiceState } from '@geko/contracts/invoices';
import type { InvoiceFacts } from '@geko/payments/stripe/facts/invoice-facts';

/** What an invoice may be here that Stripe has in a state. */
export const sameStates: Record<InvoiceFacts['state'], readonly InvoiceState[]> = {
  draft: [],
  open: ['open', 'failed'],
  uncollectible: ['failed'],
  paid: ['paid'],
  void: ['void'],
  unknown: [],
};
