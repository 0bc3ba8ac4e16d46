import { AppError } from '@geko/contracts/errors';
import type { LicenceShop } from '@geko/contracts/licences';
import { addressOf } from '@geko/services/auth/visitor';
import type { Deps } from '@geko/services/deps';
import { hearShop } from '@geko/services/licences/hear-shop';
import { requestFacts } from '../context.ts';
import { errorResponse } from './error-response.ts';
import { readBytes } from './read-json.ts';

/** Shops send a few thousand bytes. */
const MOST_BYTES = 100_000;

/**
 * POST /api/webhooks/lemonsqueezy and /api/webhooks/gumroad: a shop tells that something happened to a sale. 200 once it is
 * written, or was before; 404 where the shop is not set up or knows no such sale.
 */
export async function handleShopWebhook(
  deps: Deps,
  request: Request,
  shop: LicenceShop,
): Promise<Response> {
  const facts = requestFacts(deps, request);
  const { requestId } = facts;
  try {
    if (!deps.shops[shop].isSet) throw new AppError('NOT_FOUND');
    await deps.rateLimits.consume('shopByAddress', addressOf({ request: facts }));
    const body = await readBytes(request, MOST_BYTES);
    const outcome = await hearShop(deps, deps.shops[shop], {
      headers: request.headers,
      body,
      request: facts,
    });
    return Response.json(
      { outcome },
      { headers: { 'cache-control': 'no-store', 'x-request-id': requestId } },
    );
  } catch (error) {
    return errorResponse(error, { requestId, log: deps.log });
  }
}
