import type Stripe from 'stripe';
import { z } from 'zod';
import { all, emit, must } from '../account.ts';
import { isWithin, listPage } from '../http/list-page.ts';
import { created, integer, list, metadata, oneOf, paging, params, text } from '../http/params.ts';
import { route } from '../http/route.ts';
import { makeCreditNote } from '../life/make-credit-note.ts';
import { makeRefund } from '../life/make-refund.ts';
import { badRequest } from '../refusal.ts';

const nothing = z.strictObject({});
const cents = integer.refine((value) => value > 0, {
  error: 'parameter_invalid_integer|This value must be greater than or equal to 1.',
});

/** How refunds and disputes are listed: those of one charge, or of one payment. */
const ofCharge = {
  ...paging,
  charge: text.optional(),
  created: created.optional(),
  payment_intent: text.optional(),
};

function listOfCharge<
  Item extends Pick<Stripe.Refund, 'id' | 'created' | 'charge' | 'payment_intent'>,
>(
  path: string,
  items: readonly Item[],
  {
    charge,
    created: range,
    payment_intent: intent,
    ...page
  }: z.infer<z.ZodObject<typeof ofCharge>>,
) {
  const wanted = items.filter(
    (item) =>
      isWithin(item.created, range) &&
      (charge === undefined || item.charge === charge) &&
      (intent === undefined || item.payment_intent === intent),
  );
  return listPage(path, wanted, page);
}

export const moneyBackRoutes = [
  route('GET /v1/charges/:id', nothing, ({ account, ids: [id = ''] }) =>
    must(account, 'charge', id, null),
  ),
  route(
    'GET /v1/charges',
    params<Stripe.ChargeListParams>()({
      ...paging,
      created: created.optional(),
      customer: text.optional(),
      payment_intent: text.optional(),
    }),
    ({ account, params: { created: range, customer, payment_intent: intent, ...page } }) =>
      listPage(
        '/v1/charges',
        all(account, 'charge').filter(
          (charge) =>
            isWithin(charge.created, range) &&
            (customer === undefined || charge.customer === customer) &&
            (intent === undefined || charge.payment_intent === intent),
        ),
        page,
      ),
  ),
  route(
    'POST /v1/refunds',
    params<Stripe.RefundCreateParams>()({
      amount: cents.optional(),
      charge: text.optional(),
      metadata: metadata.optional(),
      payment_intent: text.optional(),
      reason: oneOf(['duplicate', 'fraudulent', 'requested_by_customer']).optional(),
    }),
    ({ account, params: wanted }) => {
      if ((wanted.charge === undefined) === (wanted.payment_intent === undefined)) {
        throw badRequest(
          'One of the following params should be provided: payment_intent or charge.',
        );
      }
      const chargeId =
        wanted.charge ??
        must(account, 'payment_intent', wanted.payment_intent ?? '', 'payment_intent')
          .latest_charge ??
        '';
      return makeRefund(account, must(account, 'charge', chargeId, 'charge'), {
        amount: wanted.amount ?? null,
        metadata: wanted.metadata ?? {},
        reason: wanted.reason ?? null,
      });
    },
  ),
  route('GET /v1/refunds/:id', nothing, ({ account, ids: [id = ''] }) =>
    must(account, 'refund', id, null),
  ),
  route(
    'GET /v1/refunds',
    params<Stripe.RefundListParams>()(ofCharge),
    ({ account, params: wanted }) => listOfCharge('/v1/refunds', all(account, 'refund'), wanted),
  ),
  route('GET /v1/disputes/:id', nothing, ({ account, ids: [id = ''] }) =>
    must(account, 'dispute', id, null),
  ),
  route(
    'GET /v1/disputes',
    params<Stripe.DisputeListParams>()(ofCharge),
    ({ account, params: wanted }) => listOfCharge('/v1/disputes', all(account, 'dispute'), wanted),
  ),
  route(
    'POST /v1/credit_notes',
    params<Stripe.CreditNoteCreateParams>()({
      amount: cents.optional(),
      invoice: text,
      credit_amount: integer.optional(),
      out_of_band_amount: integer.optional(),
      refund_amount: integer.optional(),
      lines: list(
        params<Stripe.CreditNoteCreateParams.Line>()({
          amount: cents,
          invoice_line_item: text,
          type: oneOf(['invoice_line_item']),
        }),
      ).optional(),
      memo: text.optional(),
      metadata: metadata.optional(),
      reason: oneOf([
        'duplicate',
        'fraudulent',
        'order_change',
        'product_unsatisfactory',
      ]).optional(),
    }),
    ({ account, params: wanted }) => {
      const sum = wanted.lines?.reduce((total, { amount }) => total + amount, 0);
      const amount = wanted.amount ?? sum;
      if (amount === undefined) {
        throw badRequest('You must provide one of amount, lines or shipping_cost.', {
          code: 'parameter_missing',
        });
      }
      return makeCreditNote(account, must(account, 'invoice', wanted.invoice, 'invoice'), {
        amount,
        creditAmount: wanted.credit_amount ?? 0,
        refundAmount: wanted.refund_amount ?? 0,
        outOfBandAmount: wanted.out_of_band_amount ?? 0,
        memo: wanted.memo ?? null,
        reason: wanted.reason ?? null,
        metadata: wanted.metadata ?? {},
      });
    },
  ),
  route('GET /v1/credit_notes/:id', nothing, ({ account, ids: [id = ''] }) =>
    must(account, 'credit_note', id, null),
  ),
  route('POST /v1/credit_notes/:id/void', nothing, ({ account, ids: [id = ''] }) => {
    const note = must(account, 'credit_note', id, null);
    if (note.status === 'void') throw badRequest('This credit note is already void.');
    if (note.post_payment_amount > 0) {
      throw badRequest('You can only void credit notes of open invoices.');
    }
    note.status = 'void';
    note.voided_at = account.now();
    const invoice = must(account, 'invoice', note.invoice, null);
    invoice.pre_payment_credit_notes_amount -= note.amount;
    invoice.amount_due += note.amount;
    invoice.amount_remaining += note.amount;
    emit(account, 'credit_note.voided', note);
    return note;
  }),
  route(
    'GET /v1/credit_notes',
    params<Stripe.CreditNoteListParams>()({
      ...paging,
      created: created.optional(),
      customer: text.optional(),
      invoice: text.optional(),
    }),
    ({ account, params: { created: range, customer, invoice, ...page } }) =>
      listPage(
        '/v1/credit_notes',
        all(account, 'credit_note').filter(
          (note) =>
            isWithin(note.created, range) &&
            (customer === undefined || note.customer === customer) &&
            (invoice === undefined || note.invoice === invoice),
        ),
        page,
      ),
  ),
];
