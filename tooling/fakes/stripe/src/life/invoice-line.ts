import Stripe from 'stripe';
import type { Account } from '../account.ts';
import type { Invoice, InvoiceItem, Price } from '../held.ts';

/** Amounts in cents; a line of a subscription names its item. */
export type NewLine = {
  amount: number;
  description: string | null;
  quantity?: number;
  unitAmount?: Stripe.Decimal | null;
  period?: { start: number; end: number };
  price?: Price | null;
  /** Of an item that waited: which price and product it was for. */
  priceDetails?: Stripe.InvoiceItem.Pricing.PriceDetails | null;
  metadata?: Record<string, string>;
  isProration?: boolean;
  invoiceItem?: string | null;
  subscriptionItem?: string | null;
};

export function makeLine(
  account: Account,
  invoice: Pick<Invoice, 'id' | 'currency' | 'automatic_tax'>,
  subscriptionId: string | null,
  line: NewLine,
): Stripe.InvoiceLineItem {
  const now = account.now();
  const quantity = line.quantity ?? 1;
  const isOfItem = line.subscriptionItem != null;
  const tax = invoice.automatic_tax.enabled ? taxOn(account, line.amount) : 0;
  return {
    id: account.newId('il'),
    object: 'line_item',
    amount: line.amount,
    currency: invoice.currency,
    description: line.description,
    discount_amounts: [],
    discountable: line.isProration !== true,
    discounts: [],
    invoice: invoice.id,
    livemode: false,
    metadata: line.metadata ?? {},
    parent: {
      invoice_item_details: isOfItem
        ? null
        : {
            invoice_item: line.invoiceItem ?? '',
            proration: line.isProration ?? false,
            proration_details: null,
            subscription: subscriptionId,
          },
      subscription_item_details: isOfItem
        ? {
            invoice_item: line.invoiceItem ?? null,
            proration: line.isProration ?? false,
            proration_details: null,
            subscription: subscriptionId,
            subscription_item: line.subscriptionItem ?? '',
          }
        : null,
      type: isOfItem ? 'subscription_item_details' : 'invoice_item_details',
    },
    period: line.period ?? { start: now, end: now },
    pretax_credit_amounts: [],
    pricing: {
      type: 'price_details',
      unit_amount_decimal: line.unitAmount ?? Stripe.Decimal.from(line.amount),
      ...(line.priceDetails != null && { price_details: line.priceDetails }),
      ...(line.price != null && {
        price_details: { price: line.price.id, product: line.price.product },
      }),
    },
    quantity,
    quantity_decimal: Stripe.Decimal.from(quantity),
    subscription: subscriptionId,
    subtotal: line.amount,
    taxes:
      tax === 0
        ? []
        : [
            {
              amount: tax,
              tax_behavior: 'exclusive',
              tax_rate_details: { tax_rate: 'txr_double' },
              taxability_reason: 'standard_rated',
              taxable_amount: line.amount,
              type: 'tax_rate_details',
            },
          ],
  };
}

/** Exclusive tax on an amount, as the account is set. */
export function taxOn(account: Account, amount: number): number {
  return Math.round((amount * account.taxBps) / 10_000);
}

/** An invoice item as the line that it becomes. */
export function lineOf(item: InvoiceItem): NewLine {
  return {
    amount: item.amount,
    description: item.description,
    quantity: item.quantity,
    unitAmount: item.pricing?.unit_amount_decimal ?? null,
    priceDetails: item.pricing?.price_details ?? null,
    period: item.period,
    metadata: item.metadata ?? {},
    isProration: item.proration,
    invoiceItem: item.id,
    subscriptionItem: item.parent?.subscription_details?.subscription_item ?? null,
  };
}
