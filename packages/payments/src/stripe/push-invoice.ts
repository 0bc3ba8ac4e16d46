import type Stripe from 'stripe';
import { PaymentError } from '../payment-error.ts';
import { askStripe } from './ask-stripe.ts';
import { CURRENCY } from './catalogue.ts';
import { invoiceFacts } from './facts/invoice-facts.ts';
import type { InvoiceFacts } from './facts/invoice-facts.ts';
import { markOf } from './facts/ours.ts';
import type { Purpose } from './facts/ours.ts';
import { secondsOf } from './facts/read-stripe.ts';
import { writeOnce } from './write-once.ts';

/** By how much Stripe's clock and ours may differ, with much to spare. */
const CLOCKS_DIFFER_SECONDS = 3600;

export type OurInvoiceLine = {
  /** Names the line within its invoice for good, such as the model's id. */
  key: string;
  description: string;
  /** Whole cents, already rounded; negative = a credit. */
  amountCents: number;
};

export type OurInvoice = {
  /** Of this invoice for good, such as workspace and month: the same again finds what is there. */
  operationId: string;
  workspaceId: string;
  customerId: string;
  purpose: Extract<Purpose, 'monthly_invoice' | 'automatic_top_up'>;
  lines: readonly OurInvoiceLine[];
  /** The sum of the lines, without tax; what does not agree is not sent. */
  totalCents: number;
  description: string;
  periodStartAt: Date;
  periodEndAt: Date;
  isTaxAutomatic: boolean;
  /** When our own invoice was made, before the first push: what Stripe made earlier is not looked at. */
  madeAt: Date;
};

/**
 * Brings an invoice of ours to Stripe and finalizes it; it does not charge it yet. Safe after a crash at any
 * step, and for two processes at once. What costs nothing is paid with that. One that was voided stays so: another in its
 * place is another operation.
 * @throws PaymentError; RangeError when the lines are not the total.
 */
export async function pushInvoice(stripe: Stripe, ours: OurInvoice): Promise<InvoiceFacts> {
  const sum = ours.lines.reduce((total, { amountCents }) => total + amountCents, 0);
  if (sum !== ours.totalCents) {
    throw new RangeError(
      `the lines of ${ours.operationId} are ${sum} cents, not ${ours.totalCents}`,
    );
  }
  return askStripe('pushInvoice', async () => {
    const draft = (await findOurs(stripe, ours)) ?? (await createDraft(stripe, ours));
    if (draft.status === 'draft') {
      await addMissingLines(stripe, ours, draft.id);
      await finalize(stripe, ours, draft.id);
    }
    return invoiceFacts(await stripe.invoices.retrieve(draft.id, { expand: ['payments'] }));
  });
}

async function findOurs(stripe: Stripe, ours: OurInvoice): Promise<Stripe.Invoice | null> {
  for await (const invoice of stripe.invoices.list({
    customer: ours.customerId,
    created: { gte: secondsOf(ours.madeAt) - CLOCKS_DIFFER_SECONDS },
    limit: 100,
  })) {
    if (invoice.metadata?.['geko_operation'] === ours.operationId) return invoice;
  }
  return null;
}

function createDraft(stripe: Stripe, ours: OurInvoice): Promise<Stripe.Invoice> {
  return stripe.invoices.create(
    {
      customer: ours.customerId,
      currency: CURRENCY,
      collection_method: 'charge_automatically',
      auto_advance: false,
      pending_invoice_items_behavior: 'exclude',
      description: ours.description,
      metadata: markOf(ours.operationId, {
        workspaceId: ours.workspaceId,
        purpose: ours.purpose,
      }),
      ...(ours.isTaxAutomatic && { automatic_tax: { enabled: true } }),
    },
    writeOnce(ours.operationId, 'invoice'),
  );
}

async function addMissingLines(stripe: Stripe, ours: OurInvoice, invoiceId: string) {
  const there = new Set<string>();
  for await (const line of stripe.invoices.listLineItems(invoiceId, { limit: 100 })) {
    const key = line.metadata['geko_line'];
    if (key !== undefined) there.add(key);
  }
  for (const [index, line] of ours.lines.entries()) {
    if (there.has(line.key)) continue;
    await stripe.invoiceItems.create(
      {
        customer: ours.customerId,
        invoice: invoiceId,
        amount: line.amountCents,
        currency: CURRENCY,
        description: line.description,
        period: { start: secondsOf(ours.periodStartAt), end: secondsOf(ours.periodEndAt) },
        metadata: { geko_line: line.key },
        ...(ours.isTaxAutomatic && { tax_behavior: 'exclusive' as const }),
      },
      writeOnce(ours.operationId, `line.${index}`),
    );
  }
}

/** Only what says exactly what our own invoice says becomes final. */
async function finalize(stripe: Stripe, ours: OurInvoice, invoiceId: string): Promise<void> {
  const invoice = await stripe.invoices.retrieve(invoiceId);
  if (invoice.status !== 'draft') return;
  if (invoice.subtotal !== ours.totalCents) {
    throw new PaymentError('conflict', { doing: 'pushInvoice', param: 'subtotal' });
  }
  await stripe.invoices.finalizeInvoice(
    invoiceId,
    { auto_advance: false },
    writeOnce(ours.operationId, 'finalize'),
  );
}
