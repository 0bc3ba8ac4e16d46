import { AppError } from '@geko/contracts/errors';
import { isAway } from '@geko/db/is-away';

/** After so long a restarted database usually answers again. */
const COMES_BACK_IN_SECONDS = 2;

/** What a thrown value means to who asked: a database that is away is UNAVAILABLE, all else is left as it is. */
export function knownError(thrown: unknown): unknown {
  return thrown instanceof AppError || !isAway(thrown) ? thrown : unavailable(thrown);
}

/** The answer of somebody whose database is away. */
export function unavailable(cause?: unknown): AppError {
  return new AppError('UNAVAILABLE', {
    retryAfterSeconds: COMES_BACK_IN_SECONDS,
    remedies: [{ kind: 'retry' }],
    cause,
  });
}
