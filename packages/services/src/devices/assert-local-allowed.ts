import { AppError } from '@geko/contracts/errors';
import { assertPermitted } from '../access/in-workspace.ts';
import type { Caller } from '../deps.ts';

/** Throws FORBIDDEN where the caller's role, MODEL_DISABLED where their workspace does not allow local models. */
export function assertLocalAllowed(caller: Caller): void {
  assertPermitted(caller, 'model:use:local');
  if (caller.hasLocalModels) return;
  throw new AppError('MODEL_DISABLED', {
    message: 'This workspace does not allow local models.',
  });
}
