'use client';
import { readError } from '../../lib/errors.ts';
import { useMessages } from '../../messages/use-messages.tsx';

/** Where an error of a form with a proof belongs: to the password, or over the whole form. */
export function useProofProblem(error: unknown): {
  password: string | undefined;
  form: string | undefined;
} {
  const common = useMessages('common');
  if (error === null || error === undefined) return { password: undefined, form: undefined };
  const known = readError(error);
  const message = known?.message ?? common.networkFailed;
  return known?.code === 'INVALID_CREDENTIALS' || known?.field === 'password'
    ? { password: message, form: undefined }
    : { password: undefined, form: message };
}
