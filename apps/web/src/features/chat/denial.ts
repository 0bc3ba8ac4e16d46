import type { ErrorCode, LimitTrace, Remedy } from '@geko/contracts/errors';
import type { Explanation } from '@geko/contracts/policy';
import { errorOf } from './chat-error.ts';

/** What admission said no to, with everything it looked at and the ways on. */
export type Denial = {
  code: ErrorCode;
  /** The server's sentence. */
  message: string;
  trace: readonly LimitTrace[];
  remedies: readonly Remedy[];
};

/** Remedies that leave something to choose; what only asks for patience or another try needs no dialog. */
const choices: readonly Remedy['kind'][] = [
  'upgrade',
  'switch_model',
  'top_up',
  'ask_admin',
  'ask_owner',
  'raise_limit',
];

/**
 * The denial that a refused send is, if it is one: limits were looked at, or there is something to choose. null = any
 * other error, for which a notice is enough.
 */
export function denialOf(thrown: unknown): Denial | null {
  const error = errorOf(thrown);
  if (error === null) return null;
  const { code, message, trace = [], remedies = [] } = error;
  const isDenial = trace.length > 0 || remedies.some(({ kind }) => choices.includes(kind));
  return isDenial ? { code, message, trace, remedies } : null;
}

/** The denial that a message would meet; null = it would be let through. */
export function foreseenDenial({ refusal, trace }: Explanation): Denial | null {
  return refusal === null ? null : { ...refusal, trace };
}
