import { expect, test } from 'vitest';
import { nearestPriced } from './nearest-price.ts';
import { FREE_PRICE } from './pricing.ts';

const at = (id: string, inputNano: bigint, outputNano: bigint) => ({
  id,
  price: { ...FREE_PRICE, inputNano, outputNano },
});

test('local use is compared with the cheapest model that costs anything', () => {
  const offers = [
    at('dear', 500n, 900n),
    { id: 'unpriced', price: null },
    at('nothing', 0n, 0n),
    at('cheap', 10n, 90n),
    at('as cheap', 50n, 50n),
  ];
  expect(nearestPriced(offers)?.id).toBe('cheap');
  expect(nearestPriced(offers.slice(1, 3))).toBeNull();
});
