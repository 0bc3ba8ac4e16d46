import { AppError } from '@geko/contracts/errors';

/** Stands where a verb is still to be written. */
export function unwritten(): never {
  throw new AppError('INTERNAL');
}
