import type { ChatVendor, ErrorAnswer, ErrorKind } from './dialect.ts';
import type { Json } from './read-body.ts';

type OpenAiError = { status: number; type: string; code: string | null };

const ERRORS: Record<ErrorKind, OpenAiError> = {
  'missing-key': { status: 401, type: 'invalid_request_error', code: null },
  'bad-key': { status: 401, type: 'invalid_request_error', code: 'invalid_api_key' },
  'bad-request': { status: 400, type: 'invalid_request_error', code: null },
  'rate-limit': { status: 429, type: 'requests', code: 'rate_limit_exceeded' },
  'server-error': { status: 500, type: 'server_error', code: null },
  overloaded: { status: 503, type: 'server_error', code: 'server_overloaded' },
};

/** An error answer as OpenAI and those who copy it give it. https://platform.openai.com/docs/guides/error-codes */
export function openAiErrorAnswer(
  kind: ErrorKind,
  message: string,
  retryAfterSeconds?: number,
): ErrorAnswer {
  const { status, type, code } = ERRORS[kind];
  return {
    status,
    body: { error: { message, type, param: null, code } },
    ...(retryAfterSeconds !== undefined && { headers: retryHeaders(retryAfterSeconds) }),
  };
}

function retryHeaders(seconds: number): Record<string, string> {
  return {
    'retry-after': String(seconds),
    'retry-after-ms': String(seconds * 1000),
    'x-ratelimit-remaining-requests': '0',
    'x-ratelimit-reset-requests': `${seconds}s`,
  };
}

/** An error answer of a vendor of /chat/completions; Mistral's has no `error` wrapper. */
export function chatErrorAnswer(
  vendor: ChatVendor,
  kind: ErrorKind,
  message: string,
  retryAfterSeconds?: number,
): ErrorAnswer {
  const answer = openAiErrorAnswer(kind, message, retryAfterSeconds);
  if (vendor !== 'mistral') return answer;
  return { ...answer, body: mistralError(message, ERRORS[kind]) };
}

/** The error object a vendor of /chat/completions puts into a stream. */
export function chatStreamError(vendor: ChatVendor): Json {
  const message = 'The server is overloaded. Please try again later.';
  return chatErrorAnswer(vendor, 'overloaded', message).body;
}

function mistralError(message: string, { type, code }: OpenAiError): Json {
  return { object: 'error', message, type, param: null, code };
}
