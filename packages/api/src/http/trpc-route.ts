import { fetchRequestHandler } from '@trpc/server/adapters/fetch';
import { AppError, errorTable } from '@geko/contracts/errors';
import { assertSameOrigin } from '@geko/services/access/assert-same-origin';
import type { Deps } from '@geko/services/deps';
import { createContext, requestFacts } from '../context.ts';
import { appRouter } from '../router.ts';
import { toAppError } from '../trpc.ts';
import { errorHeaders, errorResponse } from './error-response.ts';
import { rateHeaders } from './rate-headers.ts';
import { readJsonText } from './read-json.ts';

const MAX_BATCH = 10;

/** The one query that comes as a POST: its input is a message, too long for an address and nothing for its logs. */
const POSTED_QUERY = 'policy.explain';

/** Everything under /api/trpc. */
export async function handleTrpc(deps: Deps, request: Request): Promise<Response> {
  let checked: Request;
  try {
    checked = await check(request);
  } catch (error) {
    return errorResponse(error, { ...requestFacts(deps, request), log: deps.log });
  }
  const cookies: string[] = [];
  // A batch names its procedures in the path: a,b,c.
  const operations = new URL(request.url).pathname.split(',').length;
  const context = createContext(deps, request, (cookie) => cookies.push(cookie), operations);
  const response = await fetchRequestHandler({
    endpoint: '/api/trpc',
    req: checked,
    router: appRouter,
    createContext: () => context,
    maxBatchSize: MAX_BATCH,
    allowMethodOverride: new URL(request.url).pathname === `/api/trpc/${POSTED_QUERY}`,
    responseMeta({ errors }) {
      const meanings = errors.map(toAppError).filter((error) => error instanceof AppError);
      return {
        headers: Object.assign({}, ...meanings.map(errorHeaders)) as Record<string, string>,
      };
    },
    onError({ error, path }) {
      const meaning = toAppError(error);
      if (meaning instanceof AppError && errorTable[meaning.code].isExpected) return;
      deps.log.error({ error, path, requestId: context.request.requestId }, 'a procedure failed');
    },
  });
  for (const [name, value] of Object.entries(rateHeaders(context.rate()))) {
    response.headers.set(name, value);
  }
  for (const cookie of cookies) response.headers.append('set-cookie', cookie);
  response.headers.set('cache-control', 'no-store');
  response.headers.set('x-request-id', context.request.requestId);
  return response;
}

/** The request as tRPC may read it: from our own pages, its path readable, its body JSON and not too long. */
async function check(request: Request): Promise<Request> {
  assertSameOrigin(request);
  try {
    decodeURIComponent(new URL(request.url).pathname);
  } catch {
    throw new AppError('BAD_REQUEST');
  }
  if (request.method !== 'POST') return request;
  const body = await readJsonText(request);
  const headers = new Headers(request.headers);
  // As tRPC spells it; what came may differ in case.
  headers.set('content-type', 'application/json');
  return new Request(request.url, { method: 'POST', headers, signal: request.signal, body });
}
