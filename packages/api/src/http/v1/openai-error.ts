import { errorTable, toErrorBody, type ErrorBody, type ErrorCode } from '@geko/contracts/errors';
import type { Dialect } from './dialect.ts';

/** OpenAI's word for a class of errors, and its own code where its clients know one. */
type OpenAIError = { type: string; code: string | null };

const invalid: OpenAIError = { type: 'invalid_request_error', code: null };
const server: OpenAIError = { type: 'server_error', code: null };
const denied: OpenAIError = { type: 'permission_error', code: null };
const unknownModel: OpenAIError = { type: 'invalid_request_error', code: 'model_not_found' };
const badKey: OpenAIError = { type: 'invalid_request_error', code: 'invalid_api_key' };
const noMoney: OpenAIError = { type: 'insufficient_quota', code: 'insufficient_quota' };
const slowDown: OpenAIError = { type: 'rate_limit_error', code: 'rate_limit_exceeded' };

/** Every error in OpenAI's words. Forget one and it does not compile. */
const openAIErrors: Record<ErrorCode, OpenAIError> = {
  BAD_REQUEST: invalid,
  UNAUTHENTICATED: badKey,
  INVALID_CREDENTIALS: badKey,
  REGISTRATION_REFUSED: invalid,
  BAD_ORIGIN: denied,
  CREDITS_EXHAUSTED: noMoney,
  BUDGET_EXCEEDED: noMoney,
  CARD_DECLINED: noMoney,
  LICENCE_USED_UP: noMoney,
  LICENCE_INVALID: denied,
  LICENCE_DEVICE: denied,
  LICENCE_SEATS: denied,
  FORBIDDEN: denied,
  MODEL_UNKNOWN: unknownModel,
  MODEL_LOCKED: denied,
  MODEL_DISABLED: denied,
  INVALID_CODE: badKey,
  CONFIRM_IDENTITY: denied,
  ACCOUNT_CLOSING: denied,
  CANNOT_GRANT: denied,
  LINK_INVALID: invalid,
  LAST_OWNER: invalid,
  NOT_FOUND: invalid,
  CONFLICT: invalid,
  IDEMPOTENCY_KEY_REUSED: { ...invalid, code: 'idempotency_key_reused' },
  IDEMPOTENCY_KEY_BUSY: { ...invalid, code: 'idempotency_key_busy' },
  IDEMPOTENCY_KEY_SPENT: { ...invalid, code: 'idempotency_key_spent' },
  TURN_RUNNING: invalid,
  PAYLOAD_TOO_LARGE: invalid,
  CONTEXT_TOO_LONG: { type: 'invalid_request_error', code: 'context_length_exceeded' },
  UNSUPPORTED_MEDIA_TYPE: invalid,
  RATE_LIMITED: slowDown,
  QUOTA_EXCEEDED: slowDown,
  PROVIDER_FAILED: server,
  PROVIDER_UNAVAILABLE: server,
  UNAVAILABLE: server,
  INTERNAL: server,
};

/** To a program a model that is not there is a 404, as OpenAI's is, and a prompt that is too long a 400. */
const statusHere: Partial<Record<ErrorCode, number>> = {
  MODEL_UNKNOWN: 404,
  CONTEXT_TOO_LONG: 400,
};

/** The status of an error to OpenAI's clients. */
export const openAIStatus = (code: ErrorCode): number =>
  statusHere[code] ?? errorTable[code].status;

/** OpenAI's envelope, with what Geko's own has more: code of ours, limits looked at, remedies, request id. */
export type OpenAIErrorBody = {
  error: OpenAIError & { message: string; param: string | null } & {
    geko: Omit<ErrorBody['error'], 'message' | 'field'>;
  };
};

/** What a thrown value is to OpenAI's clients: a status and an envelope. */
export function toOpenAIError(
  thrown: unknown,
  requestId: string,
): { status: number; body: OpenAIErrorBody } {
  const { body } = toErrorBody(thrown, requestId);
  const { message, field, ...geko } = body.error;
  const { type, code } = openAIErrors[geko.code];
  return {
    status: openAIStatus(geko.code),
    body: {
      error: { message, type, param: field === undefined ? null : paramOf(field), code, geko },
    },
  };
}

/** What admission calls modelId is model here. */
function paramOf(field: string): string {
  return field === 'modelId' ? 'model' : field;
}

/** Routes of OpenAI's clients. */
export const openAIDialect: Dialect = {
  authorization: (headers) => headers.get('authorization'),
  toError: toOpenAIError,
  requestIdHeader: null,
};
