import { AppError, errorTable, toErrorBody } from '@geko/contracts/errors';
import { knownError } from '@geko/services/access/known-error';
import type { Log } from '@geko/services/deps';
import { quotaHeaders } from './metered-headers.ts';
import { rateHeaders } from './rate-headers.ts';

/**
 * The answer to a thrown value: its status, and the one envelope or what toAnswer makes of it. The unexpected is logged.
 */
export function errorResponse(
  caught: unknown,
  {
    requestId,
    log,
    toAnswer = toErrorBody,
  }: {
    requestId: string;
    log: Log;
    toAnswer?: (thrown: unknown, requestId: string) => { status: number; body: object };
  },
): Response {
  const thrown = knownError(caught);
  const isExpected = thrown instanceof AppError && errorTable[thrown.code].isExpected;
  if (!isExpected) log.error({ error: caught, requestId }, 'a request failed');
  const { status, body } = toAnswer(thrown, requestId);
  const headers = {
    'cache-control': 'no-store',
    'x-request-id': requestId,
    ...(thrown instanceof AppError ? errorHeaders(thrown) : {}),
  };
  return Response.json(body, { status, headers });
}

/** What an error says in headers: when to come back, where to upgrade, and the limits that refused (SPEC §7), those of manners too. */
export function errorHeaders({ details }: AppError): Record<string, string> {
  const { retryAfterSeconds, remedies, trace = [], rate = null } = details;
  const upgrade = remedies?.find((remedy) => remedy.kind === 'upgrade');
  return {
    ...(retryAfterSeconds === undefined ? {} : { 'retry-after': String(retryAfterSeconds) }),
    ...(upgrade === undefined ? {} : { 'x-upgrade-url': upgrade.url }),
    ...quotaHeaders(trace),
    ...rateHeaders(rate),
  };
}
