import { assertSameOrigin } from '@geko/services/access/assert-same-origin';
import type { Deps } from '@geko/services/deps';
import { createContext, type Context } from '../context.ts';
import { errorResponse } from './error-response.ts';
import { rateHeaders } from './rate-headers.ts';

/**
 * Runs a plain route: who is calling, from where, the cookies to send along, and errors in the one envelope. Headers that
 * `answer` sets go out with whatever it comes to, an error included.
 */
export async function respond(
  deps: Deps,
  request: Request,
  answer: (context: Context, headers: Headers) => Promise<Response>,
): Promise<Response> {
  const cookies: string[] = [];
  const headers = new Headers();
  const context = createContext(deps, request, (cookie) => cookies.push(cookie));
  const { requestId } = context.request;
  try {
    assertSameOrigin(request);
    const response = withHeaders(await answer(context, headers), headers);
    for (const cookie of cookies) response.headers.append('set-cookie', cookie);
    return withHeaders(response, new Headers(rateHeaders(context.rate())));
  } catch (error) {
    const said = new Headers([...headers, ...Object.entries(rateHeaders(context.rate()))]);
    return withHeaders(errorResponse(error, { requestId, log: deps.log }), said);
  }
}

/** Puts headers on an answer, in place of its own of those names. */
export function withHeaders(response: Response, headers: Headers): Response {
  for (const [name, value] of headers) response.headers.set(name, value);
  return response;
}
