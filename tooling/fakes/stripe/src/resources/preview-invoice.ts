import { must } from '../account.ts';
import type { Account } from '../account.ts';
import type { Price } from '../held.ts';
import { beginsAnew, pendingItems, prorationLines } from '../life/change-subscription.ts';
import { lineOf } from '../life/invoice-line.ts';
import { addLines, draftInvoice } from '../life/make-invoice.ts';
import { endOfPeriod } from '../life/periods.ts';
import { takeBalance } from '../life/settle-invoice.ts';
import { itemOf } from '../life/subscription-state.ts';
import { readItems } from './subscriptions.ts';

/** What a change of plan would cost now, without making it. */
export function previewInvoice(
  account: Account,
  subscriptionId: string,
  details: {
    items?: {
      id?: string | undefined;
      price?: string | undefined;
      quantity?: number | undefined;
    }[];
    proration_behavior?: 'create_prorations' | 'always_invoice' | 'none' | undefined;
    proration_date?: number | undefined;
  },
): object {
  const subscription = must(account, 'subscription', subscriptionId, 'subscription');
  const item = itemOf(subscription);
  const change = readItems(
    account,
    subscription,
    details.items ?? [],
    'subscription_details[items]',
  );
  const at = details.proration_date ?? account.now();
  const isNew = change !== null && beginsAnew(subscription, change);
  const isNow = isNew || details.proration_behavior === 'always_invoice';
  const prorations =
    change === null || isNew || details.proration_behavior === 'none'
      ? []
      : prorationLines(subscription, change, at);
  const next = change ?? { price: item.price as Price, quantity: item.quantity ?? 1 };
  const start = isNew ? account.now() : item.current_period_end;
  const anchor = isNew ? start : subscription.billing_cycle_anchor;
  const invoice = draftInvoice(account, {
    customer: must(account, 'customer', subscription.customer, null),
    currency: subscription.currency,
    reason: isNow ? 'subscription_update' : 'upcoming',
    subscription,
    isTaxAutomatic: subscription.automatic_tax.enabled,
  });
  addLines(account, invoice, [
    ...pendingItems(account, subscription).map(lineOf),
    ...prorations,
    ...(isNow && !isNew
      ? []
      : [
          {
            amount: (next.price.unit_amount ?? 0) * next.quantity,
            description: `${next.quantity} × ${next.price.nickname ?? next.price.id}`,
            quantity: next.quantity,
            period: {
              start,
              end: endOfPeriod(next.price, start, anchor),
            },
            price: next.price,
            subscriptionItem: item.id,
          },
        ]),
  ]);
  // Of a copy: what is only shown takes nothing.
  takeBalance(invoice, { ...must(account, 'customer', subscription.customer, null) });
  return { ...invoice, id: `upcoming_${invoice.id}` };
}
