import type Stripe from 'stripe';
import { z } from 'zod';
import { all, emit, must } from '../account.ts';
import type { Account } from '../account.ts';
import { isWithin, listPage } from '../http/list-page.ts';
import { clearable, created, metadata, oneOf, paging, params, text } from '../http/params.ts';
import { route } from '../http/route.ts';
import { makeCustomer } from '../life/make-customer.ts';
import { badRequest } from '../refusal.ts';
import { mergeMetadata } from './merge-metadata.ts';

const address = params<Stripe.AddressParam>()({
  city: text.optional(),
  country: text.optional(),
  line1: text.optional(),
  line2: text.optional(),
  postal_code: text.optional(),
  state: text.optional(),
});

const fields = {
  address: address.optional(),
  description: text.optional(),
  email: text.regex(/^$|^[^@\s]+@[^@\s]+$/u, 'email_invalid|Invalid email address').optional(),
  invoice_settings: params<Stripe.CustomerUpdateParams.InvoiceSettings>()({
    default_payment_method: text.optional(),
    footer: text.optional(),
  }).optional(),
  metadata: metadata.optional(),
  name: text.max(256).optional(),
  phone: text.optional(),
  tax_exempt: oneOf(['none', 'exempt', 'reverse']).optional(),
};
const Fields = params<Stripe.CustomerUpdateParams>()(fields);

function change(account: Account, id: string, wanted: z.output<typeof Fields>) {
  const customer = must(account, 'customer', id, null);
  const { address: place, invoice_settings: settings, metadata: more, ...plain } = wanted;
  Object.assign(customer, plain);
  if (place !== undefined) {
    customer.address = {
      city: place.city ?? null,
      country: place.country ?? null,
      line1: place.line1 ?? null,
      line2: place.line2 ?? null,
      postal_code: place.postal_code ?? null,
      state: place.state ?? null,
    };
  }
  if (settings?.default_payment_method !== undefined) {
    const methodId = clearable.parse(settings.default_payment_method);
    if (methodId !== null) {
      const method = must(
        account,
        'payment_method',
        methodId,
        'invoice_settings[default_payment_method]',
      );
      if (method.customer !== id) {
        throw badRequest(
          'The customer does not have a payment method with the ID ' +
            `${methodId}. The payment method must be attached to the customer.`,
          { code: 'resource_missing', param: 'invoice_settings[default_payment_method]' },
        );
      }
    }
    customer.invoice_settings.default_payment_method = methodId;
  }
  customer.metadata = mergeMetadata(customer.metadata, more);
  return customer;
}

export const customerRoutes = [
  route('POST /v1/customers', Fields, ({ account, params: wanted }) => {
    const { id } = makeCustomer(account, {
      name: wanted.name ?? null,
      email: wanted.email ?? null,
      description: wanted.description ?? null,
      metadata: wanted.metadata ?? {},
    });
    return change(account, id, wanted);
  }),
  route('GET /v1/customers/:id', z.strictObject({}), ({ account, ids: [id = ''] }) =>
    must(account, 'customer', id, null),
  ),
  route('POST /v1/customers/:id', Fields, ({ account, params: wanted, ids: [id = ''] }) => {
    const customer = change(account, id, wanted);
    emit(account, 'customer.updated', customer);
    return customer;
  }),
  route(
    'GET /v1/customers',
    params<Stripe.CustomerListParams>()({
      ...paging,
      created: created.optional(),
      email: text.optional(),
    }),
    ({ account, params: { created: range, email, ...page } }) =>
      listPage(
        '/v1/customers',
        all(account, 'customer').filter(
          (customer) =>
            (email === undefined || customer.email === email) && isWithin(customer.created, range),
        ),
        page,
      ),
  ),
];
