import type { LicenceShop, LicenceTier } from '@geko/contracts/licences';

/** A sale as its shop knows it now. */
export type Sale = {
  id: string;
  /** good: paid, and neither given back nor disputed. over: any of these, or a subscription that has ended. */
  state: 'good' | 'over';
  email: string;
  /** What was sold, by the shop's id; see Shop.tierOf. */
  productId: string;
};

/** What a webhook told: that something happened to a sale. What, is asked of the shop. */
export type Knock = { eventId: string; saleId: string };

/** A shop that licences are sold in. */
export type Shop = {
  id: LicenceShop;
  /** Whether its keys are configured; without them nothing below works. */
  isSet: boolean;
  /**
   * What a webhook told, by its headers and raw body; null = of nothing that is ours to act on.
   * @throws ShopError where it is not the shop's
   */
  readKnock(headers: Headers, body: Uint8Array): Knock | null;
  /** The sale as it is now; null = the shop knows none. @throws ShopError where the shop cannot be asked */
  findSale(saleId: string): Promise<Sale | null>;
  /** The tier that a product is; null = none is set for it. */
  tierOf(productId: string): LicenceTier | null;
};

export type Shops = Record<LicenceShop, Shop>;

/** forged: a webhook that is not the shop's. away: the shop did not answer, or not as it should. */
export class ShopError extends Error {
  override readonly name = 'ShopError';
  readonly kind: 'forged' | 'away';

  constructor(kind: 'forged' | 'away', message: string, options?: ErrorOptions) {
    super(message, options);
    this.kind = kind;
  }
}

/** One that is not set up. */
export function closedShop(id: LicenceShop): Shop {
  const refuse = () => new ShopError('away', `${id} is not set up`);
  return {
    id,
    isSet: false,
    readKnock() {
      throw refuse();
    },
    findSale: () => Promise.reject(refuse()),
    tierOf: () => null,
  };
}
