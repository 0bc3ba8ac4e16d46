import { handleShopWebhook } from '@geko/api/http/shop-webhook-route';
import { wiring } from '../../../../server/wiring.ts';

export const POST = (request: Request) => handleShopWebhook(wiring(), request, 'gumroad');
