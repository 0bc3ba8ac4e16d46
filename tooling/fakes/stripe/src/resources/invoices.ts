import type Stripe from 'stripe';
import { z } from 'zod';
import { all, emit, must } from '../account.ts';
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
import { makeInvoice, subscriptionOf } from '../life/make-invoice.ts';
import { cardRefusal } from '../life/make-intent.ts';
import {
  cardFor,
  chargeInvoice,
  finalizeInvoice,
  intentOf,
  payOutOfBand,
  voidInvoice,
} from '../life/settle-invoice.ts';
import { badRequest } from '../refusal.ts';
import { mergeMetadata } from './merge-metadata.ts';
import { mustMethod } from './payment-methods.ts';
import { previewInvoice } from './preview-invoice.ts';
import { proration } from './subscriptions.ts';

const DAY_SECONDS = 86_400;
const nothing = z.strictObject({});
const byId = (account: Account, [id = '']: string[]): Invoice => must(account, 'invoice', id, null);

export function mustBe(invoice: Invoice, statuses: string[], doing: string): void {
  if (statuses.includes(String(invoice.status))) return;
  throw badRequest(
    invoice.status === 'paid'
      ? 'Invoice is already paid'
      : `This invoice is ${String(invoice.status)}; it cannot be ${doing}.`,
    { code: invoice.status === 'paid' ? 'invoice_already_paid' : 'invoice_not_editable' },
  );
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
      return previewInvoice(account, wanted.subscription, { items: items ?? [], ...details });
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
];
