import { AppError } from '@geko/contracts/errors';
import type { LocalErrorCode, LocalModelId } from '@geko/contracts/local-models';
import { LocalModelError } from '@geko/local-models/local-error';
import type { LocalModels } from '@geko/local-models/local-models';
import type { Deps } from '../deps.ts';

const ofOthers: ReadonlySet<LocalErrorCode> = new Set([
  'unreachable',
  'engine_away',
  'engine_crashed',
]);

/** What a local model fails with, as the pages hear it. */
function toAppError(error: unknown): unknown {
  if (!(error instanceof LocalModelError)) return error;
  const { code, message } = error;
  if (code === 'unknown_model') return new AppError('NOT_FOUND');
  return new AppError(ofOthers.has(code) ? 'UNAVAILABLE' : 'CONFLICT', { message, cause: error });
}

/** Runs what is asked of this server's local models. Throws NOT_FOUND where it offers none, or has not this one. */
export async function withLocalModels<T>(
  { localModels }: Pick<Deps, 'localModels'>,
  work: (models: LocalModels) => Promise<T>,
): Promise<T> {
  if (localModels === null) throw new AppError('NOT_FOUND');
  try {
    return await work(localModels);
  } catch (error) {
    throw toAppError(error);
  }
}

/** How an id of a local model stands in the record, which takes no other signs. */
export function localFact(id: LocalModelId): string {
  return id.toLowerCase().replaceAll(/[^a-z0-9_:.,-]/gu, '-');
}
