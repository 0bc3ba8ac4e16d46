import type { NewSecret, SecretDriver } from '@geko/contracts/provider-keys';
import { formText } from '../../lib/form-text.ts';

/** The fields of a form that says where a secret comes from. */
export const SECRET_FIELD = 'secret';
export const NAME_FIELD = 'secretName';

/**
 * The secret that a form says, read out of its fields at the moment of sending: it is in no state, no cache and no
 * attribute. null = the field is empty.
 */
export function readSecret(form: HTMLFormElement, driver: SecretDriver): NewSecret | null {
  const typed = formText(form, driver === 'sealed' ? SECRET_FIELD : NAME_FIELD).trim();
  if (typed === '') return null;
  return driver === 'sealed' ? { driver, secret: typed } : { driver, name: typed };
}
