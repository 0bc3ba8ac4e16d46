import { createGumroad, type GumroadSettings } from './gumroad.ts';
import { createLemonSqueezy, type LemonSqueezySettings } from './lemonsqueezy.ts';
import { closedShop, type Shops } from './shop.ts';

/** null = not set up. */
export type ShopSettings = {
  lemonsqueezy: LemonSqueezySettings | null;
  gumroad: GumroadSettings | null;
};

/** The shops of an installation. canMail: without mail nobody would get the key that they paid for, so none is open. */
export function openShops(
  { lemonsqueezy, gumroad }: ShopSettings,
  { canMail }: { canMail: boolean },
): Shops {
  return {
    lemonsqueezy:
      lemonsqueezy !== null && canMail
        ? createLemonSqueezy(lemonsqueezy)
        : closedShop('lemonsqueezy'),
    gumroad: gumroad !== null && canMail ? createGumroad(gumroad) : closedShop('gumroad'),
  };
}
