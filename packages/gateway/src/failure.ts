import { APICallError, JSONParseError, TypeValidationError } from '@ai-sdk/provider';
import type { ErrorCode } from '@geko/contracts/errors';
import { scrub } from './scrub.ts';

export type FailureKind =
  | 'refused'
  | 'rate_limited'
  | 'timeout'
  | 'reset'
  | 'bad_response'
  | 'error_part'
  | 'no_key';

/** Why a generation failed. Only the code reaches users. */
export type Failure = {
  code: Extract<ErrorCode, 'PROVIDER_FAILED' | 'PROVIDER_UNAVAILABLE'>;
  kind: FailureKind;
  /** HTTP status of the provider's answer, where there was one. */
  status: number | null;
  /** How long the provider asks to be left alone; null = it does not say. */
  retryAfterMs: number | null;
  /** For our log: no keys, no words of the prompt or the answer. */
  logMessage: string;
};

/** Where another try with the same model is of no use until someone acts or some time passes. */
const unavailableStatus = new Set([401, 402, 403, 429, 503, 529]);

export function makeFailure(
  kind: FailureKind,
  status: number | null,
  logMessage: string,
  retryAfterMs: number | null = null,
): Failure {
  const isUnavailable =
    kind === 'no_key' ||
    kind === 'rate_limited' ||
    (status !== null && unavailableStatus.has(status));
  return {
    code: isUnavailable ? 'PROVIDER_UNAVAILABLE' : 'PROVIDER_FAILED',
    kind,
    status,
    retryAfterMs,
    logMessage,
  };
}

/** Errors of reading an answer carry the answer in their message: only their name may be logged. */
function isReadingError(error: unknown): boolean {
  return JSONParseError.isInstance(error) || TypeValidationError.isInstance(error);
}

function textOf(error: unknown): string {
  if (error instanceof Error) {
    const cause = error.cause instanceof Error ? ` (${error.cause.message})` : '';
    return `${error.name}: ${error.message}${cause}`;
  }
  if (typeof error === 'object' && error !== null && 'message' in error)
    return String(error.message);
  return typeof error === 'string' ? error : 'unknown error';
}

/** What a thrown error says: a refusal with its status, a connection that broke, an answer that cannot be read. */
export function failureOfThrown(error: unknown, prompt: readonly string[]): Failure {
  if (isReadingError(error)) return makeFailure('bad_response', null, (error as Error).name);
  const logMessage = scrub(textOf(error), { prompt });
  if (!APICallError.isInstance(error)) return makeFailure('reset', null, logMessage);
  if (isReadingError(error.cause)) {
    return makeFailure(
      'bad_response',
      error.statusCode ?? null,
      `${error.name}: unreadable answer`,
    );
  }
  const status = error.statusCode ?? null;
  // A connection that breaks inside an answer is told by the SDK with the status the answer began with.
  if (status === null || status < 400) return makeFailure('reset', status, logMessage);
  const kind = status === 429 ? 'rate_limited' : 'refused';
  const headers = new Headers(error.responseHeaders ?? {});
  return makeFailure(kind, status, logMessage, readRetryAfter(headers));
}

/** What an answer that is no success says. */
export function failureOfAnswer(
  { status, headers }: Pick<Response, 'status' | 'headers'>,
  text: string,
  prompt: readonly string[],
): Failure {
  const kind = status === 429 ? 'rate_limited' : 'refused';
  return makeFailure(kind, status, scrub(text, { prompt }), readRetryAfter(headers));
}

/** Seconds, as providers say it; a date, which the standard allows, none of them sends. */
function readRetryAfter(headers: Headers): number | null {
  const seconds = Number(headers.get('retry-after') ?? Number.NaN);
  return Number.isFinite(seconds) && seconds >= 0 ? Math.round(seconds * 1000) : null;
}

/** What an error inside a stream that had begun says. */
export function failureOfPart(error: unknown, prompt: readonly string[]): Failure {
  if (isReadingError(error)) return makeFailure('bad_response', null, (error as Error).name);
  const hasStatus = typeof error === 'object' && error !== null && 'statusCode' in error;
  const status = hasStatus && typeof error.statusCode === 'number' ? error.statusCode : null;
  return makeFailure('error_part', status, scrub(textOf(error), { prompt }));
}
