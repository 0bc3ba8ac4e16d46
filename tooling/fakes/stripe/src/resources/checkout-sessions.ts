import type Stripe from 'stripe';
import { z } from 'zod';
import { all, must } from '../account.ts';
import { isWithin, listPage } from '../http/list-page.ts';
import { created, oneOf, paging, params, text } from '../http/params.ts';
import { route } from '../http/route.ts';
import { expireSession } from '../life/pass-time.ts';
import { badRequest } from '../refusal.ts';
import { makeSession } from './make-session.ts';
import { NewSession } from './session-params.ts';

export const checkoutRoutes = [
  route('POST /v1/checkout/sessions', NewSession, ({ account, params: wanted }) =>
    makeSession(account, wanted),
  ),
  route('GET /v1/checkout/sessions/:id', z.strictObject({}), ({ account, ids: [id = ''] }) =>
    must(account, 'checkout.session', id, null),
  ),
  route(
    'GET /v1/checkout/sessions/:id/line_items',
    z.strictObject(paging),
    ({ account, params: page, ids: [id = ''] }) => {
      must(account, 'checkout.session', id, null);
      return listPage(
        `/v1/checkout/sessions/${id}/line_items`,
        account.sessionLines.get(id) ?? [],
        page,
      );
    },
  ),
  route(
    'POST /v1/checkout/sessions/:id/expire',
    z.strictObject({}),
    ({ account, ids: [id = ''] }) => {
      const session = must(account, 'checkout.session', id, null);
      if (session.status !== 'open') {
        throw badRequest('Only Checkout Sessions with a status in ["open"] can be expired.');
      }
      expireSession(account, session);
      return session;
    },
  ),
  route(
    'GET /v1/checkout/sessions',
    params<Stripe.Checkout.SessionListParams>()({
      ...paging,
      created: created.optional(),
      customer: text.optional(),
      payment_intent: text.optional(),
      subscription: text.optional(),
      status: oneOf(['open', 'complete', 'expired']).optional(),
    }),
    ({ account, params: { created: range, limit, starting_after, ending_before, ...wanted } }) =>
      listPage(
        '/v1/checkout/sessions',
        all(account, 'checkout.session').filter(
          (session) =>
            isWithin(session.created, range) &&
            (wanted.customer === undefined || session.customer === wanted.customer) &&
            (wanted.payment_intent === undefined ||
              session.payment_intent === wanted.payment_intent) &&
            (wanted.subscription === undefined || session.subscription === wanted.subscription) &&
            (wanted.status === undefined || session.status === wanted.status),
        ),
        { limit, starting_after, ending_before },
      ),
  ),
];
