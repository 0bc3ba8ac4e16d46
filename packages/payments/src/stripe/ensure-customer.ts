import Stripe from 'stripe';
import { askStripe } from './ask-stripe.ts';
import { writeOnce } from './write-once.ts';

export type CustomerWish = {
  operationId: string;
  /** Who pays; written on the customer, so that it is found again when our own row was lost. */
  tenantId: string;
  name: string;
  email: string;
  /** As it was stored; null = none yet. */
  customerId: string | null;
};

/**
 * The customer of a tenant, made when there is none, with its name and email as they are now.
 * @throws PaymentError
 */
export async function ensureCustomer(
  stripe: Stripe,
  wish: CustomerWish,
): Promise<{ customerId: string; did: 'created' | 'updated' | 'nothing' }> {
  const { operationId, tenantId, name, email } = wish;
  return askStripe('ensureCustomer', async () => {
    const found = await findCustomer(stripe, wish);
    if (found === null) {
      const made = await stripe.customers.create(
        { name, email, metadata: { geko_tenant: tenantId } },
        writeOnce(operationId, 'customer'),
      );
      return { customerId: made.id, did: 'created' };
    }
    if (found.name === name && found.email === email) {
      return { customerId: found.id, did: 'nothing' };
    }
    await stripe.customers.update(
      found.id,
      { name, email },
      writeOnce(operationId, 'rename-customer'),
    );
    return { customerId: found.id, did: 'updated' };
  });
}

async function findCustomer(
  stripe: Stripe,
  { customerId, tenantId, email }: CustomerWish,
): Promise<Stripe.Customer | null> {
  if (customerId !== null) {
    try {
      const stored = await stripe.customers.retrieve(customerId);
      if (!stored.deleted) return stored;
    } catch (error) {
      const isGone =
        error instanceof Stripe.errors.StripeError && error.code === 'resource_missing';
      if (!isGone) throw error;
    }
  }
  for await (const customer of stripe.customers.list({ email, limit: 100 })) {
    if (customer.metadata['geko_tenant'] === tenantId) return customer;
  }
  return null;
}
