import { Id } from '@geko/contracts/ids';
import { getAvatar } from '@geko/services/account/get-avatar';
import type { Deps } from '@geko/services/deps';
import { refuseToken, requirePrincipal } from '../context.ts';
import { pictureResponse } from './picture-response.ts';
import { respond } from './respond.ts';

/** GET /api/avatars/:user?v=…: the picture of oneself or of a colleague; 404 alike for everybody else. */
export function handleAvatar(deps: Deps, request: Request, userId: string): Promise<Response> {
  return respond(deps, request, async (context) => {
    const me = await requirePrincipal(context);
    refuseToken(me);
    await context.countOperations(me);
    const avatar = await getAvatar(deps, me, Id.parse(userId));
    return pictureResponse(request, avatar, context.request);
  });
}
