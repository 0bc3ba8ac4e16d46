import { formErrorText } from '../admin/form-error-text.ts';

/** The fields under which the server's words stand; of a secret it names the place within. */
const fields = [
  'alias',
  'secret',
  'secret.driver',
  'secret.name',
  'secret.secret',
  'weight',
  'region',
  'baseUrl',
  'spendCapNano',
] as const;

/** What a form of a key says of an error that stands under none of its fields; null while there is none. */
export function keyFormError(error: unknown, networkFailed: string): string | null {
  return formErrorText(error, { fields, networkFailed });
}
