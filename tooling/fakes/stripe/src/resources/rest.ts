import type Stripe from 'stripe';
import { z } from 'zod';
import { all, keep, must } from '../account.ts';
import { isWithin, listPage } from '../http/list-page.ts';
import { created, list, paging, params, text, url } from '../http/params.ts';
import { route } from '../http/route.ts';

const nothing = z.strictObject({});

/** The billing portal, events and the account itself. */
export const restRoutes = [
  route(
    'POST /v1/billing_portal/sessions',
    params<Stripe.BillingPortal.SessionCreateParams>()({
      customer: text,
      return_url: url.optional(),
      locale: text.optional(),
    }),
    ({ account, params: wanted }) => {
      must(account, 'customer', wanted.customer, 'customer');
      const id = account.newId('billing_portal.session');
      return keep(account, 'billing_portal.session', {
        id,
        object: 'billing_portal.session',
        configuration: 'bpc_double',
        created: account.now(),
        customer: wanted.customer,
        customer_account: null,
        flow: null,
        livemode: false,
        locale: null,
        on_behalf_of: null,
        return_url: wanted.return_url ?? null,
        url: `${account.baseUrl()}/p/session/${id}`,
      });
    },
  ),
  route('GET /v1/events/:id', nothing, ({ account, ids: [id = ''] }) =>
    must(account, 'event', id, null),
  ),
  route(
    'GET /v1/events',
    params<Stripe.EventListParams>()({
      ...paging,
      created: created.optional(),
      type: text.optional(),
      types: list(text).optional(),
    }),
    ({ account, params: { created: range, type, types, ...page } }) =>
      listPage(
        '/v1/events',
        all(account, 'event').filter(
          (event) =>
            isWithin(event.created, range) &&
            (type === undefined || event.type === type) &&
            (types === undefined || types.includes(event.type)),
        ),
        page,
      ),
  ),
  route('GET /v1/account', nothing, ({ account }) => ({
    id: account.id,
    object: 'account',
    charges_enabled: true,
    country: 'US',
    default_currency: 'usd',
    details_submitted: true,
    email: 'double@example.com',
    payouts_enabled: true,
    type: 'standard',
  })),
];
