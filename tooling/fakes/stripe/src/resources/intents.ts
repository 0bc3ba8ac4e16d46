import type Stripe from 'stripe';
import { z } from 'zod';
import { all, emit, must } from '../account.ts';
import type { Account } from '../account.ts';
import type { PaymentIntent } from '../held.ts';
import { isWithin, listPage } from '../http/list-page.ts';
import {
  boolean,
  created,
  currency,
  integer,
  metadata,
  oneOf,
  paging,
  params,
  text,
} from '../http/params.ts';
import { route } from '../http/route.ts';
import { cardRefusal, makeIntent, payIntent } from '../life/make-intent.ts';
import { attach, completeSetup, makeSetupIntent } from '../life/make-setup-intent.ts';
import { badRequest } from '../refusal.ts';
import { mustMethod } from './payment-methods.ts';

const automatic = params<Stripe.PaymentIntentCreateParams.AutomaticPaymentMethods>()({
  allow_redirects: oneOf(['always', 'never']).optional(),
  enabled: boolean,
});
const usage = oneOf(['off_session', 'on_session']);

function confirm(
  account: Account,
  intent: PaymentIntent,
  { methodId, isOffSession }: { methodId: string | undefined; isOffSession: boolean },
): PaymentIntent {
  if (intent.status === 'succeeded' || intent.status === 'canceled') {
    throw badRequest(
      `You cannot confirm this PaymentIntent because it has a status of ${intent.status}.`,
      { code: 'payment_intent_unexpected_state' },
    );
  }
  const id = methodId ?? intent.payment_method;
  if (id === null) {
    throw badRequest(
      'You cannot confirm this PaymentIntent because it is missing a payment method.',
      { code: 'payment_intent_unexpected_state' },
    );
  }
  const method = mustMethod(account, id, 'payment_method');
  if (method.customer !== null && method.customer !== intent.customer) {
    throw badRequest('The payment method does not belong to this customer.', {
      code: 'payment_method_customer_mismatch',
      param: 'payment_method',
    });
  }
  const failure = payIntent(account, intent, { method, isOffSession });
  if (failure !== null) throw cardRefusal(failure, intent);
  if (intent.setup_future_usage !== null && intent.customer !== null) {
    attach(account, method, intent.customer);
  }
  return intent;
}

export const intentRoutes = [
  route(
    'POST /v1/payment_intents',
    params<Stripe.PaymentIntentCreateParams>()({
      amount: integer.refine((value) => value >= 50, {
        error: 'amount_too_small|Amount must be at least $0.50 usd',
      }),
      automatic_payment_methods: automatic.optional(),
      confirm: boolean.optional(),
      currency,
      customer: text.optional(),
      description: text.optional(),
      error_on_requires_action: boolean.optional(),
      metadata: metadata.optional(),
      off_session: boolean.optional(),
      payment_method: text.optional(),
      receipt_email: text.optional(),
      return_url: text.optional(),
      setup_future_usage: usage.optional(),
    }),
    ({ account, params: wanted }) => {
      if (wanted.customer !== undefined) must(account, 'customer', wanted.customer, 'customer');
      if (wanted.off_session === true && wanted.confirm !== true) {
        throw badRequest('`off_session` can only be used when `confirm` is true.', {
          param: 'off_session',
        });
      }
      const methodId =
        wanted.payment_method === undefined
          ? null
          : mustMethod(account, wanted.payment_method, 'payment_method').id;
      const intent = makeIntent(account, {
        amount: wanted.amount,
        currency: wanted.currency,
        customer: wanted.customer ?? null,
        description: wanted.description ?? null,
        metadata: wanted.metadata ?? {},
        receiptEmail: wanted.receipt_email ?? null,
        setupFutureUsage: wanted.setup_future_usage ?? null,
      });
      intent.payment_method = methodId;
      if (intent.payment_method !== null) intent.status = 'requires_confirmation';
      if (wanted.confirm !== true) return intent;
      return confirm(account, intent, {
        methodId: methodId ?? undefined,
        isOffSession: wanted.off_session ?? false,
      });
    },
  ),
  route('GET /v1/payment_intents/:id', z.strictObject({}), ({ account, ids: [id = ''] }) =>
    must(account, 'payment_intent', id, null),
  ),
  route(
    'POST /v1/payment_intents/:id/confirm',
    params<Stripe.PaymentIntentConfirmParams>()({
      off_session: boolean.optional(),
      payment_method: text.optional(),
      return_url: text.optional(),
    }),
    ({ account, params: wanted, ids: [id = ''] }) =>
      confirm(account, must(account, 'payment_intent', id, null), {
        methodId: wanted.payment_method,
        isOffSession: wanted.off_session ?? false,
      }),
  ),
  route(
    'POST /v1/payment_intents/:id/cancel',
    params<Stripe.PaymentIntentCancelParams>()({ cancellation_reason: text.optional() }),
    ({ account, ids: [id = ''] }) => {
      const intent = must(account, 'payment_intent', id, null);
      if (intent.status === 'succeeded' || intent.status === 'canceled') {
        throw badRequest(
          `You cannot cancel this PaymentIntent because it has a status of ${intent.status}.`,
          { code: 'payment_intent_unexpected_state' },
        );
      }
      intent.status = 'canceled';
      intent.canceled_at = account.now();
      emit(account, 'payment_intent.canceled', intent);
      return intent;
    },
  ),
  route(
    'GET /v1/payment_intents',
    params<Stripe.PaymentIntentListParams>()({
      ...paging,
      created: created.optional(),
      customer: text.optional(),
    }),
    ({ account, params: { created: range, customer, ...page } }) =>
      listPage(
        '/v1/payment_intents',
        all(account, 'payment_intent').filter(
          (intent) =>
            (customer === undefined || intent.customer === customer) &&
            isWithin(intent.created, range),
        ),
        page,
      ),
  ),
  route(
    'POST /v1/setup_intents',
    params<Stripe.SetupIntentCreateParams>()({
      automatic_payment_methods: automatic.optional(),
      confirm: boolean.optional(),
      customer: text.optional(),
      metadata: metadata.optional(),
      payment_method: text.optional(),
      usage: usage.optional(),
    }),
    ({ account, params: wanted }) => {
      if (wanted.customer !== undefined) must(account, 'customer', wanted.customer, 'customer');
      const intent = makeSetupIntent(account, {
        customer: wanted.customer ?? null,
        usage: wanted.usage ?? 'off_session',
        metadata: wanted.metadata ?? {},
      });
      if (wanted.confirm === true && wanted.payment_method !== undefined) {
        completeSetup(
          account,
          intent,
          mustMethod(account, wanted.payment_method, 'payment_method'),
        );
      }
      return intent;
    },
  ),
  route('GET /v1/setup_intents/:id', z.strictObject({}), ({ account, ids: [id = ''] }) =>
    must(account, 'setup_intent', id, null),
  ),
  route(
    'POST /v1/setup_intents/:id/confirm',
    params<Stripe.SetupIntentConfirmParams>()({
      payment_method: text,
      return_url: text.optional(),
    }),
    ({ account, params: wanted, ids: [id = ''] }) => {
      const intent = must(account, 'setup_intent', id, null);
      completeSetup(account, intent, mustMethod(account, wanted.payment_method, 'payment_method'));
      return intent;
    },
  ),
];
