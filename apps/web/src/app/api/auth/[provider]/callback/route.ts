import { handleOAuthCallback } from '@geko/api/http/oauth-routes';
import { wiring } from '../../../../../server/wiring.ts';

type Context = { params: Promise<{ provider: string }> };

export const GET = async (request: Request, { params }: Context) =>
  handleOAuthCallback(wiring(), request, (await params).provider);
