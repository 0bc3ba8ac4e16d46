import { readError, type GekoError } from './errors.ts';

/** What the server says about one field of a form; undefined while it says nothing about that one. */
export function fieldProblem(error: unknown, field: string): string | undefined {
  const known = readError(error);
  return known?.field === field ? fieldSentence(known) : undefined;
}

/** The server names the field as the contract does ("tenantName: must not be empty."); here it stands under its label. */
export function fieldSentence({ field, message }: Pick<GekoError, 'field' | 'message'>): string {
  const text = message.startsWith(`${field}: `) ? message.slice(`${field}: `.length) : message;
  return text.charAt(0).toUpperCase() + text.slice(1);
}
