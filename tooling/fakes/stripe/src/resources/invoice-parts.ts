import Stripe from 'stripe';
import { all, emit, keep, must } from '../account.ts';
import { listPage } from '../http/list-page.ts';
import { currency, integer, metadata, oneOf, paging, params, text } from '../http/params.ts';
import { route } from '../http/route.ts';
import { lineOf } from '../life/invoice-line.ts';
import { addLines } from '../life/make-invoice.ts';
import { badRequest } from '../refusal.ts';
import { mustBe } from './invoices.ts';

/** What invoices are made of, and paid by. */
export const invoicePartRoutes = [
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
