import { AppError } from '@geko/contracts/errors';

/**
 * What is told of an address that is not fetched: the same whether it is malformed, not allowed, not there, silent or
 * answers with an error, so that nobody can map the operator's network by asking. The reason is kept as its cause.
 */
export function refusedAddress(field: string, reason: string | Error): AppError {
  return new AppError('BAD_REQUEST', {
    field,
    message: 'Nothing can be fetched from this address.',
    cause: typeof reason === 'string' ? new Error(reason) : reason,
  });
}
