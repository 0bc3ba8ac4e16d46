import { AppError } from '@geko/contracts/errors';
import type { CompletedCall } from '@geko/services/calls/complete-call';

const REFUSED_AS_IS = new Set([400, 404, 413, 415, 422]);

/** What the program is told of a call that did not finish; never the provider's own words. */
export function callFailure({ failure }: Pick<CompletedCall['end'], 'failure'>): AppError {
  if (failure === null)
    return new AppError('PROVIDER_UNAVAILABLE', {
      message: 'This call was broken off. Please try again.',
    });
  if (failure.kind === 'refused' && failure.status !== null && REFUSED_AS_IS.has(failure.status)) {
    return new AppError('BAD_REQUEST', {
      message:
        'The model does not accept this request as it is. Check its parameters and what it is given.',
    });
  }
  const { code, retryAfterMs } = failure;
  return new AppError(
    code,
    retryAfterMs === null ? {} : { retryAfterSeconds: Math.max(1, Math.ceil(retryAfterMs / 1000)) },
  );
}
