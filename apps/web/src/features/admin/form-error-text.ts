import { readError } from '../../lib/errors.ts';

/** What a form says of an error that belongs to none of its fields; null while there is none. */
export function formErrorText(
  error: unknown,
  { fields, networkFailed }: { fields: readonly string[]; networkFailed: string },
): string | null {
  if (error === null || error === undefined) return null;
  const known = readError(error);
  if (known === null) return networkFailed;
  return known.field !== undefined && fields.includes(known.field) ? null : known.message;
}
