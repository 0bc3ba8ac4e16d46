import { fetchRequestHandler } from '@trpc/server/adapters/fetch';
import { AppError, errorTable } from '@geko/contracts/errors';
import { assertSameOrigin } from '@geko/services/access/assert-same-origin';
import type { Deps } from '@geko/services/deps';
import { createContext, requestFacts } from '../context.ts';
import { appRouter } from '../router.ts';
import { toAppError } from '../trpc.ts';
import { errorResponse } from './error-response.ts';
import { MAX_BODY_BYTES } from './read-json.ts';

const MAX_BATCH = 10;

/** Everything under /api/trpc. */
export async function handleTrpc(deps: Deps, request: Request): Promise<Response> {
  try {
    assertSameOrigin(request);
    if (Number(request.headers.get('content-length') ?? 0) > MAX_BODY_BYTES) {
      throw new AppError('PAYLOAD_TOO_LARGE');
    }
  } catch (error) {
    return errorResponse(error, { ...requestFacts(deps, request), log: deps.log });
  }
  const cookies: string[] = [];
  const context = createContext(deps, request, (cookie) => cookies.push(cookie));
  const response = await fetchRequestHandler({
    endpoint: '/api/trpc',
    req: request,
    router: appRouter,
    createContext: () => context,
    maxBatchSize: MAX_BATCH,
    onError({ error, path }) {
      const meaning = toAppError(error);
      if (meaning instanceof AppError && errorTable[meaning.code].isExpected) return;
      deps.log.error({ error, path, requestId: context.request.requestId }, 'a procedure failed');
    },
  });
  for (const cookie of cookies) response.headers.append('set-cookie', cookie);
  response.headers.set('cache-control', 'no-store');
  response.headers.set('x-request-id', context.request.requestId);
  return response;
}
