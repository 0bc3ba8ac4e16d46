import type { LocalErrorCode } from '@geko/contracts/local-models';

/** Our words for each failure, and whether the same again may do. */
export const localErrors: Record<LocalErrorCode, { message: string; isRetryable: boolean }> = {
  unknown_model: { message: 'There is no such local model.', isRetryable: false },
  not_installed: { message: 'This model is not installed.', isRetryable: false },
  disk_full: { message: 'There is not enough room on the disk.', isRetryable: true },
  too_little_memory: { message: 'This machine has too little memory for it.', isRetryable: false },
  unreachable: { message: 'The download cannot be reached.', isRetryable: true },
  not_offered: { message: 'The file is not offered for download any more.', isRetryable: false },
  wrong_length: { message: 'The file has another length than it should.', isRetryable: false },
  wrong_checksum: {
    message: 'The file was not what it should be, and was deleted.',
    isRetryable: true,
  },
  broken_file: { message: 'The engine cannot read this file.', isRetryable: false },
  engine_missing: {
    message: 'There is no engine for this kind of machine.',
    isRetryable: false,
  },
  engine_crashed: { message: 'The engine stopped; it starts again by itself.', isRetryable: true },
  engine_away: { message: 'Ollama does not answer.', isRetryable: true },
  prompt_too_long: {
    message: 'The conversation is longer than the model takes.',
    isRetryable: false,
  },
  in_use: { message: 'The model is being used.', isRetryable: true },
  cancelled: { message: 'This was stopped.', isRetryable: true },
};

const BRAND = Symbol.for('geko.LocalModelError');

/**
 * The one error of local models. Its message is ours and may be shown; causes are for logs. A bundler may put several copies
 * of this class into one process, so `instanceof` goes by a mark that all of them know.
 */
export class LocalModelError extends Error {
  override readonly name = 'LocalModelError';
  readonly [BRAND] = true;
  readonly code: LocalErrorCode;
  readonly isRetryable: boolean;

  constructor(code: LocalErrorCode, options?: ErrorOptions) {
    super(localErrors[code].message, options);
    this.code = code;
    this.isRetryable = localErrors[code].isRetryable;
  }

  static override [Symbol.hasInstance](value: unknown): value is LocalModelError {
    return value instanceof Error && BRAND in value;
  }
}

/** The error itself where it is one of ours, else one with that code around it. */
export function toLocalError(error: unknown, code: LocalErrorCode): LocalModelError {
  return error instanceof LocalModelError ? error : new LocalModelError(code, { cause: error });
}
