import { createHash } from 'node:crypto';
import { z } from 'zod';
import type { LicenceTier } from '@geko/contracts/licences';
import { askShop } from './ask-shop.ts';
import type { Sale, Shop } from './shop.ts';

export type GumroadSettings = {
  /** https://api.gumroad.com, or a double's address. */
  url: string;
  /** An access token of the seller with view_sales. */
  token: string;
  /** The tier of each product that is one, by the product's id. */
  tiers: Readonly<Record<string, LicenceTier>>;
};

const flag = z.boolean().nullish();

const SaleAnswer = z.object({
  success: z.literal(true),
  sale: z.object({
    id: z.string().min(1),
    email: z.string(),
    product_id: z.string(),
    refunded: flag,
    chargedback: flag,
    disputed: flag,
    dispute_won: flag,
    /** Of a membership. */
    ended: flag,
  }),
});

/** As Gumroad's ids look; nothing else is asked for. */
const SALE_ID = /^[\w=-]{1,100}$/u;

/**
 * Licences sold on Gumroad. Its pings are not signed, so they are a knock and no more: what happened to the sale is asked of
 * its API.
 */
export function createGumroad({ url, token, tiers }: GumroadSettings): Shop {
  return {
    id: 'gumroad',
    isSet: true,
    readKnock(_, body) {
      const fields = new URLSearchParams(Buffer.from(body).toString('utf8'));
      const saleId = fields.get('sale_id') ?? '';
      if (!SALE_ID.test(saleId)) return null;
      return { eventId: createHash('sha256').update(body).digest('hex'), saleId };
    },
    async findSale(saleId): Promise<Sale | null> {
      const answer = await askShop(new URL(`/v2/sales/${encodeURIComponent(saleId)}`, url), {
        token,
        accept: 'application/json',
        schema: SaleAnswer,
      });
      if (answer === null) return null;
      const { sale } = answer;
      const isLost = sale.disputed === true && sale.dispute_won !== true;
      const isOver = [sale.refunded, sale.chargedback, sale.ended, isLost].includes(true);
      return {
        id: sale.id,
        state: isOver ? 'over' : 'good',
        email: sale.email,
        productId: sale.product_id,
      };
    },
    tierOf: (productId) => tiers[productId] ?? null,
  };
}
