import { AppError } from '@geko/contracts/errors';
import type { CompletedCall } from '@geko/services/calls/complete-call';
import type { ProgramCall } from './answer-program.ts';

const REFUSED_AS_IS = new Set([400, 404, 413, 415, 422]);

/** How a call of any kind ended: what is asked here of it. */
type Ended = {
  end: Pick<CompletedCall['end'], 'failure' | 'counted'>;
  receipt: CompletedCall['receipt'];
};

/** What the program is told of a call that did not finish; never the provider's own words. */
export function callFailure({ end }: Pick<Ended, 'end'>): AppError {
  const { failure } = end;
  if (failure === null)
    return new AppError('PROVIDER_UNAVAILABLE', {
      message: 'This call was broken off. Please try again.',
    });
  if (isRefusedAsIs(end)) {
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

/** Whether a call that did not finish was settled at nothing, and might go better at another time. */
export function mayRepeat({ end, receipt }: Ended): boolean {
  return receipt !== null && end.counted.outputTokens === 0 && !isRefusedAsIs(end);
}

function isRefusedAsIs({ failure }: Ended['end']): boolean {
  return (
    failure?.kind === 'refused' && failure.status !== null && REFUSED_AS_IS.has(failure.status)
  );
}

/** The same for whoever answers the program, whose Idempotency-Key is free again where nothing was spent. */
export function failedCall(call: Pick<ProgramCall, 'mayRepeat'>, ended: Ended): AppError {
  call.mayRepeat = mayRepeat(ended);
  return callFailure(ended);
}
