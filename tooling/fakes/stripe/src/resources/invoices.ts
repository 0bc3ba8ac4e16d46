import Stripe from 'stripe';
import { z } from 'zod';
import { all, emit, keep, must } from '../account.ts';
import type { Account } from '../account.ts';
import type { Invoice } from '../held.ts';
import { isWithin, listPage } from '../http/list-page.ts';
import {
  boolean,
  created,
  currency,
  integer,
  list,
  metadata,
  oneOf,
  paging,
  params,
  text,
} from '../http/params.ts';
import { route } from '../http/route.ts';
import { pendingItems, prorationLines } from '../life/change-subscription.ts';
import {
  addLines,
  draftInvoice,
  lineOf,
  makeInvoice,
  subscriptionOf,
} from '../life/make-invoice.ts';
import { cardRefusal } from '../life/make-intent.ts';
import { endOfPeriod } from '../life/periods.ts';
import {
  cardFor,
  chargeInvoice,
  finalizeInvoice,
  intentOf,
  payOutOfBand,
  voidInvoice,
} from '../life/settle-invoice.ts';
import { itemOf } from '../life/subscription-state.ts';
import { badRequest } from '../refusal.ts';
import { mergeMetadata } from './merge-metadata.ts';
import { mustMethod } from './payment-methods.ts';
import { proration, readItems } from './subscriptions.ts';

const DAY_SECONDS = 86_400;
const nothing = z.strictObject({});
const byId = (account: Account, [id = '']: string[]): Invoice => must(account, 'invoice', id, null);

function mustBe(invoice: Invoice, statuses: string[], doing: string): void {
  if (statuses.includes(String(invoice.status))) return;
  throw badRequest(
    invoice.status === 'paid'
      ? 'Invoice is already paid'
      : `This invoice is ${String(invoice.status)}; it cannot be ${doing}.`,
    { code: invoice.status === 'paid' ? 'invoice_already_paid' : 'invoice_not_editable' },
  );
}

/** What a change of plan would cost now, without making it. */
function preview(
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
  const isNow = details.proration_behavior === 'always_invoice';
  const prorations =
    change === null || details.proration_behavior === 'none'
      ? []
      : prorationLines(subscription, change, at);
  const next = change ?? { price: item.price, quantity: item.quantity ?? 1 };
  const start = item.current_period_end;
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
    ...(isNow
      ? []
      : [
          {
            amount: (next.price.unit_amount ?? 0) * next.quantity,
            description: `${next.quantity} × ${next.price.nickname ?? next.price.id}`,
            quantity: next.quantity,
            period: {
              start,
              end: endOfPeriod(
                { ...next.price, product: '' },
                start,
                subscription.billing_cycle_anchor,
              ),
            },
            price: { ...next.price, product: String(next.price.product) },
            subscriptionItem: item.id,
          },
        ]),
  ]);
  return { ...invoice, id: `upcoming_${invoice.id}` };
}

export const invoiceRoutes = [
  route(
    'POST /v1/invoices',
    params<Stripe.InvoiceCreateParams>()({
      auto_advance: boolean.optional(),
      automatic_tax: params<Stripe.InvoiceCreateParams.AutomaticTax>()({
        enabled: boolean,
      }).optional(),
      collection_method: oneOf(['charge_automatically', 'send_invoice']).optional(),
      currency: currency.optional(),
      customer: text,
      days_until_due: integer.optional(),
      default_payment_method: text.optional(),
      description: text.optional(),
      footer: text.optional(),
      metadata: metadata.optional(),
      pending_invoice_items_behavior: oneOf(['exclude', 'include']).optional(),
    }),
    ({ account, params: wanted }) => {
      const customer = must(account, 'customer', wanted.customer, 'customer');
      if (wanted.days_until_due !== undefined && wanted.collection_method !== 'send_invoice') {
        throw badRequest(
          '`days_until_due` can only be set with `collection_method=send_invoice`.',
          { param: 'days_until_due' },
        );
      }
      const pending =
        wanted.pending_invoice_items_behavior === 'include'
          ? all(account, 'invoiceitem').filter(
              (item) =>
                item.customer === customer.id && item.invoice === null && item.parent === null,
            )
          : [];
      return makeInvoice(
        account,
        {
          customer,
          currency: wanted.currency ?? 'usd',
          reason: 'manual',
          collectionMethod: wanted.collection_method ?? 'charge_automatically',
          description: wanted.description ?? null,
          footer: wanted.footer ?? null,
          metadata: wanted.metadata ?? {},
          autoAdvance: wanted.auto_advance ?? false,
          isTaxAutomatic: wanted.automatic_tax?.enabled ?? false,
          dueDate:
            wanted.days_until_due === undefined
              ? null
              : account.now() + wanted.days_until_due * DAY_SECONDS,
          defaultPaymentMethod: wanted.default_payment_method ?? null,
        },
        [],
        pending,
      );
    },
  ),
  route(
    'POST /v1/invoices/create_preview',
    params<Stripe.InvoiceCreatePreviewParams>()({
      customer: text.optional(),
      subscription: text,
      subscription_details: params<Stripe.InvoiceCreatePreviewParams.SubscriptionDetails>()({
        items: list(
          params<Stripe.InvoiceCreatePreviewParams.SubscriptionDetails.Item>()({
            id: text.optional(),
            price: text.optional(),
            quantity: integer.optional(),
          }),
        ).optional(),
        proration_behavior: proration.optional(),
        proration_date: integer.optional(),
      }).optional(),
    }),
    ({ account, params: wanted }) => {
      const { items, ...details } = wanted.subscription_details ?? {};
      return preview(account, wanted.subscription, { items: items ?? [], ...details });
    },
  ),
  route('GET /v1/invoices/:id', nothing, ({ account, ids }) => byId(account, ids)),
  route(
    'POST /v1/invoices/:id',
    params<Stripe.InvoiceUpdateParams>()({
      auto_advance: boolean.optional(),
      default_payment_method: text.optional(),
      description: text.optional(),
      footer: text.optional(),
      metadata: metadata.optional(),
    }),
    ({ account, params: { metadata: more, ...wanted }, ids }) => {
      const invoice = byId(account, ids);
      if (wanted.description !== undefined || wanted.footer !== undefined) {
        mustBe(invoice, ['draft'], 'edited');
      }
      Object.assign(invoice, wanted);
      invoice.metadata = mergeMetadata(invoice.metadata, more);
      emit(account, 'invoice.updated', invoice, {});
      return invoice;
    },
  ),
  route(
    'POST /v1/invoices/:id/finalize',
    params<Stripe.InvoiceFinalizeInvoiceParams>()({ auto_advance: boolean.optional() }),
    ({ account, params: wanted, ids }) => {
      const invoice = byId(account, ids);
      finalizeInvoice(account, invoice);
      invoice.auto_advance = wanted.auto_advance ?? invoice.auto_advance ?? false;
      return invoice;
    },
  ),
  route(
    'POST /v1/invoices/:id/pay',
    params<Stripe.InvoicePayParams>()({
      off_session: boolean.optional(),
      paid_out_of_band: boolean.optional(),
      payment_method: text.optional(),
    }),
    ({ account, params: wanted, ids }) => {
      const invoice = byId(account, ids);
      mustBe(invoice, ['draft', 'open', 'uncollectible'], 'paid');
      if (invoice.status === 'draft') finalizeInvoice(account, invoice);
      if (wanted.paid_out_of_band === true) {
        payOutOfBand(account, invoice);
        return invoice;
      }
      const method =
        wanted.payment_method === undefined
          ? cardFor(account, invoice)
          : mustMethod(account, wanted.payment_method, 'payment_method');
      if (method === null) {
        throw badRequest(
          'There is no `default_payment_method` set on this Customer or Invoice. Please set a default payment method prior to paying.',
          { code: 'resource_missing' },
        );
      }
      const failure = chargeInvoice(account, invoice, {
        method,
        isOffSession: wanted.off_session ?? true,
      });
      if (failure !== null) throw cardRefusal(failure, intentOf(account, invoice));
      return invoice;
    },
  ),
  route('POST /v1/invoices/:id/void', nothing, ({ account, ids }) => {
    const invoice = byId(account, ids);
    mustBe(invoice, ['open', 'uncollectible'], 'voided');
    voidInvoice(account, invoice);
    return invoice;
  }),
  route('POST /v1/invoices/:id/mark_uncollectible', nothing, ({ account, ids }) => {
    const invoice = byId(account, ids);
    mustBe(invoice, ['open'], 'given up');
    invoice.status = 'uncollectible';
    invoice.status_transitions.marked_uncollectible_at = account.now();
    emit(account, 'invoice.marked_uncollectible', invoice);
    return invoice;
  }),
  route('GET /v1/invoices/:id/lines', z.strictObject(paging), ({ account, params: page, ids }) => {
    const invoice = byId(account, ids);
    return listPage(invoice.lines.url, invoice.lines.data, page);
  }),
  route(
    'GET /v1/invoices',
    params<Stripe.InvoiceListParams>()({
      ...paging,
      collection_method: oneOf(['charge_automatically', 'send_invoice']).optional(),
      created: created.optional(),
      customer: text.optional(),
      status: oneOf(['draft', 'open', 'paid', 'uncollectible', 'void']).optional(),
      subscription: text.optional(),
    }),
    ({ account, params: { limit, starting_after, ending_before, ...wanted } }) =>
      listPage(
        '/v1/invoices',
        all(account, 'invoice').filter(
          (invoice) =>
            isWithin(invoice.created, wanted.created) &&
            (wanted.customer === undefined || invoice.customer === wanted.customer) &&
            (wanted.status === undefined || invoice.status === wanted.status) &&
            (wanted.subscription === undefined ||
              subscriptionOf(invoice) === wanted.subscription) &&
            (wanted.collection_method === undefined ||
              invoice.collection_method === wanted.collection_method),
        ),
        { limit, starting_after, ending_before },
      ),
  ),
  route(
    'GET /v1/invoice_payments',
    params<Stripe.InvoicePaymentListParams>()({
      ...paging,
      invoice: text.optional(),
      payment: params<Stripe.InvoicePaymentListParams.Payment>()({
        payment_intent: text.optional(),
        type: oneOf(['payment_intent']),
      }).optional(),
      status: oneOf(['canceled', 'open', 'paid']).optional(),
    }),
    ({ account, params: { invoice, payment, status, ...page } }) =>
      listPage(
        '/v1/invoice_payments',
        all(account, 'invoice_payment').filter(
          (each) =>
            (invoice === undefined || each.invoice === invoice) &&
            (payment?.payment_intent === undefined ||
              each.payment.payment_intent === payment.payment_intent) &&
            (status === undefined || each.status === status),
        ),
        page,
      ),
  ),
  route(
    'POST /v1/invoiceitems',
    params<Stripe.InvoiceItemCreateParams>()({
      amount: integer,
      currency: currency.optional(),
      customer: text,
      description: text.optional(),
      invoice: text.optional(),
      metadata: metadata.optional(),
      period: params<Stripe.InvoiceItemCreateParams.Period>()({
        end: integer,
        start: integer,
      }).optional(),
      tax_behavior: oneOf(['exclusive', 'inclusive', 'unspecified']).optional(),
      tax_code: text.optional(),
    }),
    ({ account, params: wanted }) => {
      must(account, 'customer', wanted.customer, 'customer');
      const invoice =
        wanted.invoice === undefined ? null : must(account, 'invoice', wanted.invoice, 'invoice');
      if (invoice !== null) {
        mustBe(invoice, ['draft'], 'added to');
        if (invoice.customer !== wanted.customer) {
          throw badRequest('The invoice belongs to another customer.', { param: 'invoice' });
        }
      }
      const now = account.now();
      const item = keep(account, 'invoiceitem', {
        id: account.newId('invoiceitem'),
        object: 'invoiceitem',
        amount: wanted.amount,
        currency: wanted.currency ?? invoice?.currency ?? 'usd',
        customer: wanted.customer,
        customer_account: null,
        date: now,
        description: wanted.description ?? null,
        discountable: true,
        discounts: [],
        invoice: invoice?.id ?? null,
        livemode: false,
        metadata: wanted.metadata ?? {},
        parent: null,
        period: wanted.period ?? { start: now, end: now },
        pricing: { type: 'price_details', unit_amount_decimal: Stripe.Decimal.from(wanted.amount) },
        proration: false,
        quantity: 1,
        quantity_decimal: Stripe.Decimal.from(1),
        tax_rates: [],
        test_clock: null,
      });
      emit(account, 'invoiceitem.created', item);
      if (invoice !== null) addLines(account, invoice, [lineOf(item)]);
      return item;
    },
  ),
];
