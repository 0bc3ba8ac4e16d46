import { toErrorBody, type ErrorCode } from '@geko/contracts/errors';
import type { AnthropicErrorBody } from '@geko/contracts/messages';
import type { Dialect } from './dialect.ts';

/** Anthropic's word for a class of errors, and the status that its clients know it by. */
type AnthropicError = { type: string; status: number };

const invalid: AnthropicError = { type: 'invalid_request_error', status: 400 };
const badKey: AnthropicError = { type: 'authentication_error', status: 401 };
const noMoney: AnthropicError = { type: 'billing_error', status: 402 };
const denied: AnthropicError = { type: 'permission_error', status: 403 };
const notThere: AnthropicError = { type: 'not_found_error', status: 404 };
const conflict: AnthropicError = { type: 'conflict_error', status: 409 };
const tooLarge: AnthropicError = { type: 'request_too_large', status: 413 };
const overloaded: AnthropicError = { type: 'overloaded_error', status: 529 };
const slowDown: AnthropicError = { type: 'rate_limit_error', status: 429 };

/** Every error in Anthropic's words. Forget one and it does not compile. */
const anthropicErrors: Record<ErrorCode, AnthropicError> = {
  BAD_REQUEST: invalid,
  UNAUTHENTICATED: badKey,
  INVALID_CREDENTIALS: badKey,
  REGISTRATION_REFUSED: conflict,
  BAD_ORIGIN: denied,
  CREDITS_EXHAUSTED: noMoney,
  BUDGET_EXCEEDED: noMoney,
  CARD_DECLINED: noMoney,
  LICENCE_USED_UP: noMoney,
  LICENCE_INVALID: denied,
  LICENCE_DEVICE: denied,
  LICENCE_SEATS: denied,
  FORBIDDEN: denied,
  MODEL_UNKNOWN: notThere,
  MODEL_LOCKED: denied,
  MODEL_DISABLED: denied,
  INVALID_CODE: badKey,
  CONFIRM_IDENTITY: denied,
  ACCOUNT_CLOSING: denied,
  CANNOT_GRANT: denied,
  LINK_INVALID: notThere,
  LAST_OWNER: conflict,
  NOT_FOUND: notThere,
  CONFLICT: conflict,
  IDEMPOTENCY_KEY_REUSED: conflict,
  IDEMPOTENCY_KEY_BUSY: conflict,
  IDEMPOTENCY_KEY_SPENT: conflict,
  TURN_RUNNING: conflict,
  PAYLOAD_TOO_LARGE: tooLarge,
  CONTEXT_TOO_LONG: invalid,
  UNSUPPORTED_MEDIA_TYPE: { ...invalid, status: 415 },
  RATE_LIMITED: slowDown,
  QUOTA_EXCEEDED: slowDown,
  PROVIDER_FAILED: { type: 'api_error', status: 502 },
  PROVIDER_UNAVAILABLE: overloaded,
  UNAVAILABLE: overloaded,
  INTERNAL: { type: 'api_error', status: 500 },
};

/** The status of an error to Anthropic's clients. */
export const anthropicStatus = (code: ErrorCode): number => anthropicErrors[code].status;

/** What a thrown value is to Anthropic's clients: a status and an envelope. */
export function toAnthropicError(
  thrown: unknown,
  requestId: string,
): { status: number; body: AnthropicErrorBody } {
  const { message, requestId: _id, ...geko } = toErrorBody(thrown, requestId).body.error;
  const { type, status } = anthropicErrors[geko.code];
  const details = { error_code: geko.code.toLowerCase() };
  return {
    status,
    body: { type: 'error', error: { type, message, details, geko }, request_id: requestId },
  };
}

/** Routes of Anthropic's clients, which show their key in a header of its own. */
export const anthropicDialect: Dialect = {
  authorization: (headers) => {
    const key = headers.get('x-api-key');
    return key === null ? headers.get('authorization') : `Bearer ${key}`;
  },
  toError: toAnthropicError,
  requestIdHeader: 'request-id',
};
