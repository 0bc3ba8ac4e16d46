import type Stripe from 'stripe';
import { z } from 'zod';
import { all, emit, must } from '../account.ts';
import type { Account } from '../account.ts';
import type { PaymentMethod } from '../held.ts';
import { listPage } from '../http/list-page.ts';
import { oneOf, paging, params, text } from '../http/params.ts';
import { route } from '../http/route.ts';
import { makePaymentMethod } from '../life/make-payment-method.ts';
import { attach } from '../life/make-setup-intent.ts';
import { cardByToken } from '../life/test-cards.ts';
import { badRequest, Refusal } from '../refusal.ts';

/** A payment method by its id, or a new one of the test card that the id stands for. */
export function mustMethod(account: Account, id: string, param: string | null): PaymentMethod {
  const card = cardByToken(id);
  return card === null
    ? must(account, 'payment_method', id, param)
    : makePaymentMethod(account, card);
}

export const paymentMethodRoutes = [
  route('GET /v1/payment_methods/:id', z.strictObject({}), ({ account, ids: [id = ''] }) =>
    must(account, 'payment_method', id, null),
  ),
  route(
    'GET /v1/payment_methods',
    params<Stripe.PaymentMethodListParams>()({
      ...paging,
      customer: text.optional(),
      type: oneOf(['card']).optional(),
    }),
    ({ account, params: { customer, type: _type, ...page } }) =>
      listPage(
        '/v1/payment_methods',
        all(account, 'payment_method').filter(
          (method) => customer !== undefined && method.customer === customer,
        ),
        page,
      ),
  ),
  route(
    'POST /v1/payment_methods/:id/attach',
    params<Stripe.PaymentMethodAttachParams>()({ customer: text }),
    ({ account, params: { customer }, ids: [id = ''] }) => {
      must(account, 'customer', customer, 'customer');
      const method = mustMethod(account, id, null);
      if (method.customer !== null && method.customer !== customer) {
        throw badRequest(
          'The payment method you provided has already been attached to a customer.',
          { code: 'payment_method_unexpected_state' },
        );
      }
      const card = account.cards.get(method.id);
      if (card?.behaviour === 'declines') {
        throw new Refusal(402, {
          type: 'card_error',
          code: 'card_declined',
          decline_code: card.declineCode,
          message: 'Your card was declined.',
        });
      }
      attach(account, method, customer);
      return method;
    },
  ),
  route(
    'POST /v1/payment_methods/:id/detach',
    z.strictObject({}),
    ({ account, ids: [id = ''] }) => {
      const method = must(account, 'payment_method', id, null);
      const owner = account.shelves.customer.get(method.customer ?? '');
      if (owner === undefined) {
        throw badRequest('The payment method you provided is not attached to a customer.', {
          code: 'payment_method_unexpected_state',
        });
      }
      if (owner.invoice_settings.default_payment_method === method.id) {
        owner.invoice_settings.default_payment_method = null;
      }
      for (const subscription of all(account, 'subscription')) {
        if (subscription.default_payment_method === method.id) {
          subscription.default_payment_method = null;
        }
      }
      method.customer = null;
      emit(account, 'payment_method.detached', method, { customer: owner.id });
      return method;
    },
  ),
];
