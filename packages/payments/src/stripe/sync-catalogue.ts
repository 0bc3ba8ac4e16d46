import Stripe from 'stripe';
import type { Plan } from '@geko/contracts/plans';
import { askStripe } from './ask-stripe.ts';
import { CURRENCY, wantedCatalogue } from './catalogue.ts';
import type { SoldPlanId, WantedPrice, WantedProduct } from './catalogue.ts';
import { idOf } from './facts/read-stripe.ts';
import { writeOnce } from './write-once.ts';

/** One thing that a sync looked at. replaced: another price took over its lookup key, as prices never change. */
export type SyncedThing = {
  kind: 'product' | 'price';
  /** The product's id, the price's lookup key. */
  name: string;
  id: string;
  did: 'created' | 'updated' | 'replaced' | 'nothing';
};

/**
 * Creates or updates what Geko sells at Stripe, by ids and lookup keys that never change. A second run does nothing. Who
 * has subscribed keeps the price that they subscribed to.
 * operationId: of this run; another one for the next.
 * @throws PaymentError
 */
export async function syncCatalogue(
  stripe: Stripe,
  { operationId, plans }: { operationId: string; plans: Record<SoldPlanId, Plan> },
): Promise<SyncedThing[]> {
  return askStripe('syncCatalogue', async () => {
    const done: SyncedThing[] = [];
    for (const product of wantedCatalogue(plans)) {
      done.push(await syncProduct(stripe, operationId, product));
      const standing = await findPrices(stripe, product.prices);
      for (const price of product.prices) {
        const found = standing.get(price.lookupKey) ?? null;
        done.push(await syncPrice(stripe, { operationId, productId: product.id, price, found }));
      }
    }
    return done;
  });
}

async function syncProduct(
  stripe: Stripe,
  operationId: string,
  { id, name }: WantedProduct,
): Promise<SyncedThing> {
  const thing = { kind: 'product', name: id, id } as const;
  const found = await findProduct(stripe, id);
  if (found === null) {
    await stripe.products.create({ id, name }, writeOnce(operationId, `product.${id}`));
    return { ...thing, did: 'created' };
  }
  if (found.name === name && found.active) return { ...thing, did: 'nothing' };
  await stripe.products.update(
    id,
    { name, active: true },
    writeOnce(operationId, `update-product.${id}`),
  );
  return { ...thing, did: 'updated' };
}

async function findProduct(stripe: Stripe, id: string): Promise<Stripe.Product | null> {
  try {
    return await stripe.products.retrieve(id);
  } catch (error) {
    if (error instanceof Stripe.errors.StripeError && error.code === 'resource_missing')
      return null;
    throw error;
  }
}

async function findPrices(
  stripe: Stripe,
  wanted: WantedPrice[],
): Promise<Map<string, Stripe.Price>> {
  const found = await stripe.prices.list({
    lookup_keys: wanted.map(({ lookupKey }) => lookupKey),
    limit: 100,
  });
  return new Map(found.data.map((price) => [price.lookup_key ?? '', price]));
}

async function syncPrice(
  stripe: Stripe,
  {
    operationId,
    productId,
    price,
    found,
  }: { operationId: string; productId: string; price: WantedPrice; found: Stripe.Price | null },
): Promise<SyncedThing> {
  const thing = { kind: 'price', name: price.lookupKey } as const;
  if (found !== null && isAsWanted(found, price, productId)) {
    if (found.active && found.nickname === price.name) {
      return { ...thing, id: found.id, did: 'nothing' };
    }
    await stripe.prices.update(
      found.id,
      { active: true, nickname: price.name },
      writeOnce(operationId, `update-price.${price.lookupKey}`),
    );
    return { ...thing, id: found.id, did: 'updated' };
  }
  const made = await stripe.prices.create(
    {
      currency: CURRENCY,
      lookup_key: price.lookupKey,
      nickname: price.name,
      product: productId,
      tax_behavior: 'exclusive',
      transfer_lookup_key: true,
      unit_amount: price.unitCents,
      ...(price.isMonthly && { recurring: { interval: 'month' as const } }),
    },
    writeOnce(operationId, `price.${price.lookupKey}`),
  );
  if (found === null) return { ...thing, id: made.id, did: 'created' };
  await stripe.prices.update(
    found.id,
    { active: false },
    writeOnce(operationId, `old-price.${price.lookupKey}`),
  );
  return { ...thing, id: made.id, did: 'replaced' };
}

/** In all that can't be changed of a price. */
function isAsWanted(found: Stripe.Price, wanted: WantedPrice, productId: string): boolean {
  const { recurring } = found;
  const isMonthly = recurring?.interval === 'month' && recurring.interval_count === 1;
  return (
    found.unit_amount === wanted.unitCents &&
    found.currency === CURRENCY &&
    idOf(found.product) === productId &&
    found.tax_behavior === 'exclusive' &&
    (wanted.isMonthly ? isMonthly : recurring === null)
  );
}
