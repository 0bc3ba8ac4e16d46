import { creditPackIds, creditPacks } from '@geko/contracts/credit-packs';
import type { CreditPackId } from '@geko/contracts/credit-packs';
import type { Plan, PlanId } from '@geko/contracts/plans';

/** Plans that are bought; free costs nothing and enterprise is agreed upon. */
export type SoldPlanId = Extract<PlanId, 'pro' | 'paygo'>;

export const planLookupKeys: Record<SoldPlanId, string> = {
  pro: 'geko_pro_monthly',
  paygo: 'geko_paygo_monthly',
};
export const packLookupKeys: Record<CreditPackId, string> = {
  small: 'geko_credits_small',
  medium: 'geko_credits_medium',
  large: 'geko_credits_large',
};
/** What credit is sold under, whatever the amount. */
export const CREDITS_PRODUCT_ID = 'geko_credits';
export const CURRENCY = 'usd';

/** A price as it should stand at Stripe. */
export type WantedPrice = {
  lookupKey: string;
  name: string;
  /** US cents, a month for plans. */
  unitCents: number;
  isMonthly: boolean;
};
export type WantedProduct = { id: string; name: string; prices: WantedPrice[] };

const planProductIds: Record<SoldPlanId, string> = { pro: 'geko_pro', paygo: 'geko_paygo' };

/**
 * The plan that a product is; null = none of ours. Its prices come and go and pass their lookup keys on, so who subscribed
 * before a change has a price without one, of the same product.
 */
export function planOfProduct(productId: string | null): SoldPlanId | null {
  const sold = Object.keys(planProductIds) as SoldPlanId[];
  return sold.find((id) => planProductIds[id] === productId) ?? null;
}

/**
 * What should stand at Stripe. Plans come as they are now: operators change them. A paygo subscription costs nothing by
 * itself; it is what keeps a card on file and tells that the plan is on.
 */
export function wantedCatalogue(plans: Record<SoldPlanId, Plan>): WantedProduct[] {
  const planProduct = (id: SoldPlanId): WantedProduct => {
    const { name, priceCentsPerMonth } = plans[id];
    if (priceCentsPerMonth === null) throw new RangeError(`plan ${id} has no price`);
    const price = { lookupKey: planLookupKeys[id], name, isMonthly: true };
    return { id: planProductIds[id], name, prices: [{ ...price, unitCents: priceCentsPerMonth }] };
  };
  return [
    planProduct('pro'),
    planProduct('paygo'),
    {
      id: CREDITS_PRODUCT_ID,
      name: 'Credits',
      prices: creditPackIds.map((id) => ({
        lookupKey: packLookupKeys[id],
        name: creditPacks[id].name,
        unitCents: creditPacks[id].priceCents,
        isMonthly: false,
      })),
    },
  ];
}
