import type Stripe from 'stripe';
import { PaymentError } from '../payment-error.ts';
import { askStripe } from './ask-stripe.ts';
import { planLookupKeys } from './catalogue.ts';
import type { SoldPlanId } from './catalogue.ts';
import { momentOf, secondsOf } from './facts/read-stripe.ts';
import { subscriptionFacts } from './facts/subscription-facts.ts';
import type { SubscriptionFacts } from './facts/subscription-facts.ts';
import { findPriceId } from './find-price.ts';
import { writeOnce } from './write-once.ts';

export type PlanChange = {
  subscriptionId: string;
  plan: SoldPlanId;
  /** The moment that is reckoned with; the same for the preview and the change, or their amounts differ. */
  prorationAt: Date;
};

export type PlanChangePreview = {
  /** Charged at once; negative = credit for coming invoices. */
  totalCents: number;
  dueCents: number;
  taxCents: number;
  currency: string;
  lines: {
    description: string;
    amountCents: number;
    periodStartAt: Date;
    periodEndAt: Date;
    isProration: boolean;
  }[];
};

/** The subscription's one item under another price. */
async function changedItem(stripe: Stripe, { subscriptionId, plan }: PlanChange) {
  const { items } = await stripe.subscriptions.retrieve(subscriptionId);
  const [item] = items.data;
  if (item === undefined) throw new PaymentError('conflict', { doing: 'changedItem' });
  return { id: item.id, price: await findPriceId(stripe, planLookupKeys[plan]) };
}

/**
 * What a change of plan would cost. Changes nothing.
 * @throws PaymentError
 */
export async function previewPlanChange(
  stripe: Stripe,
  change: PlanChange,
): Promise<PlanChangePreview> {
  return askStripe('previewPlanChange', async () => {
    const invoice = await stripe.invoices.createPreview({
      subscription: change.subscriptionId,
      subscription_details: {
        items: [await changedItem(stripe, change)],
        proration_behavior: 'always_invoice',
        proration_date: secondsOf(change.prorationAt),
      },
    });
    return {
      totalCents: invoice.total,
      dueCents: invoice.amount_due,
      taxCents: (invoice.total_taxes ?? []).reduce((sum, { amount }) => sum + amount, 0),
      currency: invoice.currency,
      lines: invoice.lines.data.map(({ description, amount, period, parent }) => ({
        description: description ?? '',
        amountCents: amount,
        periodStartAt: momentOf(period.start),
        periodEndAt: momentOf(period.end),
        isProration:
          parent?.subscription_item_details?.proration ??
          parent?.invoice_item_details?.proration ??
          false,
      })),
    };
  });
}

/**
 * Changes the plan now and charges the difference at once. When the card is declined nothing has changed.
 * @throws PaymentError card_declined among them.
 */
export async function changePlan(
  stripe: Stripe,
  change: PlanChange & { operationId: string },
): Promise<SubscriptionFacts> {
  return askStripe('changePlan', async () =>
    subscriptionFacts(
      await stripe.subscriptions.update(
        change.subscriptionId,
        {
          items: [await changedItem(stripe, change)],
          payment_behavior: 'error_if_incomplete',
          proration_behavior: 'always_invoice',
          proration_date: secondsOf(change.prorationAt),
        },
        writeOnce(change.operationId, 'change-plan'),
      ),
    ),
  );
}
