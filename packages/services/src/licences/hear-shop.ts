import { AppError } from '@geko/contracts/errors';
import { ShopError, type Knock, type Shop } from '@geko/payments/shop';
import type { Deps, RequestFacts } from '../deps.ts';
import type { LicenceDeps } from './insert-licence.ts';
import { recordSale } from './record-sale.ts';

/** After so long a shop that did not answer is asked again. */
const COMES_BACK_IN_SECONDS = 60;

/**
 * Acts on a webhook of a shop. "known": the same was told before; "ignored": it is about no sale.
 * @throws AppError UNAUTHENTICATED for one that is not the shop's; NOT_FOUND for a sale that it does not know; UNAVAILABLE
 * where it cannot be asked, so that it tells us again
 */
export async function hearShop(
  deps: LicenceDeps & Pick<Deps, 'log'>,
  shop: Shop,
  { headers, body, request }: { headers: Headers; body: Uint8Array; request: RequestFacts },
): Promise<string> {
  const knock = readKnock(shop, headers, body);
  if (knock === null) return 'ignored';
  try {
    return (await recordSale(deps, shop, { knock, request })) ?? 'known';
  } catch (error) {
    if (!(error instanceof ShopError)) throw error;
    deps.log.warn(
      { shop: shop.id, reason: error.message },
      'a shop could not be asked about a sale',
    );
    throw new AppError('UNAVAILABLE', { retryAfterSeconds: COMES_BACK_IN_SECONDS, cause: error });
  }
}

function readKnock(shop: Shop, headers: Headers, body: Uint8Array): Knock | null {
  try {
    return shop.readKnock(headers, body);
  } catch (error) {
    if (!(error instanceof ShopError) || error.kind !== 'forged') throw error;
    throw new AppError('UNAUTHENTICATED', { message: 'This is not signed by the shop.' });
  }
}
