import { AppError } from '@geko/contracts/errors';
import type { Scope } from '../deps.ts';
import { findModel } from '../models/catalogue.ts';

/** The models of a key's allow-list by their own ids, sorted; null = all. @throws AppError BAD_REQUEST names the place */
export async function allowedModels(
  { tx, caller, now }: Scope,
  modelIds: readonly string[] | null,
): Promise<string[] | null> {
  if (modelIds === null) return null;
  const found = new Set<string>();
  for (const [place, modelId] of modelIds.entries()) {
    const offered = await findModel(tx, { ...caller, now, modelId });
    if (!offered) {
      throw new AppError('BAD_REQUEST', {
        field: `modelIds.${place}`,
        message: `There is no model ${modelId}.`,
      });
    }
    found.add(offered.model.id);
  }
  return [...found].toSorted();
}

/** When a key ends. @throws AppError BAD_REQUEST for a moment that has passed */
export function endOf(expiresAt: string | null, now: Date): Date | null {
  if (expiresAt === null) return null;
  const at = new Date(expiresAt);
  if (at > now) return at;
  throw new AppError('BAD_REQUEST', {
    field: 'expiresAt',
    message: 'A key must end in the future.',
  });
}
