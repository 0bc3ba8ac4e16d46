import type { LocalErrorCode } from '@geko/contracts/local-models';
import { LocalModelError } from '../local-error.ts';

const sentences: readonly [RegExp, LocalErrorCode][] = [
  [/no space left|disk quota/iu, 'disk_full'],
  [/more system memory|out of memory|insufficient memory/iu, 'too_little_memory'],
  [/file does not exist/iu, 'not_offered'],
  [/digest mismatch|invalid digest/iu, 'wrong_checksum'],
  [/no such host|dial tcp|connection refused|i\/o timeout/iu, 'unreachable'],
  [/not found/iu, 'not_installed'],
];

/** Our word for what Ollama said or did not say. Its own sentences go no further than the cause, for logs. */
export function explainOllama(
  error: unknown,
  { hasBegun }: { hasBegun: boolean },
): LocalModelError {
  if (error instanceof LocalModelError) return error;
  const said = error instanceof Error ? error.message : '';
  const [, code] = sentences.find(([pattern]) => pattern.test(said)) ?? [];
  // A connection that breaks after an answer began is an engine that died over it.
  return new LocalModelError(code ?? (hasBegun ? 'engine_crashed' : 'engine_away'), {
    cause: error,
  });
}
