import { assertSameOrigin } from '@geko/services/access/assert-same-origin';
import type { Deps } from '@geko/services/deps';
import { createContext, type Context } from '../context.ts';
import { errorResponse } from './error-response.ts';

/** Runs a plain route: who is calling, from where, the cookies to send along, and errors in the one envelope. */
export async function respond(
  deps: Deps,
  request: Request,
  answer: (context: Context) => Promise<Response>,
): Promise<Response> {
  const cookies: string[] = [];
  const context = createContext(deps, request, (cookie) => cookies.push(cookie));
  const { requestId } = context.request;
  try {
    assertSameOrigin(request);
    const response = await answer(context);
    for (const cookie of cookies) response.headers.append('set-cookie', cookie);
    return response;
  } catch (error) {
    return errorResponse(error, { requestId, log: deps.log });
  }
}
