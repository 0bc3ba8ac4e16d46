import { emit, keep } from '../account.ts';
import type { Account } from '../account.ts';
import type { Customer } from '../held.ts';

export function makeCustomer(
  account: Account,
  wanted: {
    name: string | null;
    email: string | null;
    description?: string | null;
    metadata?: Record<string, string>;
  },
): Customer {
  const id = account.newId('customer');
  const customer = keep(account, 'customer', {
    id,
    object: 'customer',
    address: null,
    balance: 0,
    created: account.now(),
    currency: null,
    customer_account: null,
    default_source: null,
    delinquent: false,
    description: wanted.description ?? null,
    discount: null,
    email: wanted.email,
    invoice_prefix: id.slice(-8).toUpperCase(),
    invoice_settings: {
      custom_fields: null,
      default_payment_method: null,
      footer: null,
      rendering_options: null,
    },
    livemode: false,
    metadata: wanted.metadata ?? {},
    name: wanted.name,
    next_invoice_sequence: 1,
    phone: null,
    preferred_locales: [],
    shipping: null,
    tax_exempt: 'none',
    test_clock: null,
  });
  emit(account, 'customer.created', customer);
  return customer;
}
