import { AppError, errorTable, toErrorBody } from '@geko/contracts/errors';
import type { Log } from '@geko/services/deps';

/** The answer to a thrown value: its status and the one envelope. The unexpected is logged. */
export function errorResponse(thrown: unknown, { requestId, log }: { requestId: string; log: Log }): Response {
  const isExpected = thrown instanceof AppError && errorTable[thrown.code].isExpected;
  if (!isExpected) log.error({ error: thrown, requestId }, 'a request failed');
  const { status, body } = toErrorBody(thrown, requestId);
  const headers = new Headers({ 'cache-control': 'no-store', 'x-request-id': requestId });
  const { retryAfterSeconds, remedies } = body.error;
  if (retryAfterSeconds !== undefined) headers.set('retry-after', String(retryAfterSeconds));
  const upgrade = remedies?.find((remedy) => remedy.kind === 'upgrade');
  if (upgrade) headers.set('x-upgrade-url', upgrade.url);
  return Response.json(body, { status, headers });
}
