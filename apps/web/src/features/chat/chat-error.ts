import { readError, type GekoError } from '../../lib/errors.ts';

/** A call to the chat routes that was refused before its stream began. */
export class ChatError extends Error {
  override readonly name = 'ChatError';
  readonly status: number;
  /** null = the answer was not Geko's envelope: a proxy in between. */
  readonly details: GekoError | null;

  constructor(status: number, details: GekoError | null) {
    super(details?.message ?? `HTTP ${status}`);
    this.status = status;
    this.details = details;
  }
}

/**
 * Whether the server certainly kept nothing of a refused message, so that it may go back to the composer and be
 * sent with a new id. After a lost connection or a 5xx it may have been kept: then only the same id is harmless.
 */
export function isRefusal(error: unknown): boolean {
  return (
    error instanceof ChatError &&
    error.details !== null &&
    error.status >= 400 &&
    error.status < 500
  );
}

/** Geko's error out of what sending threw, or what a procedure answered; null = it did not come from our server. */
export function errorOf(thrown: unknown): GekoError | null {
  return thrown instanceof ChatError ? thrown.details : readError(thrown);
}
