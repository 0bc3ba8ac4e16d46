import type { LocalModelRef } from '@geko/contracts/local-models';
import type { Deps } from '../deps.ts';
import { withLocalModels } from './local-refusal.ts';

/** Stops an install for now; what was downloaded is kept. */
export async function pauseLocalInstall(
  deps: Pick<Deps, 'localModels'>,
  { id }: LocalModelRef,
): Promise<void> {
  await withLocalModels(deps, (models) => models.pause(id));
}

/** Stops an install for good; what was downloaded is deleted. */
export async function cancelLocalInstall(
  deps: Pick<Deps, 'localModels'>,
  { id }: LocalModelRef,
): Promise<void> {
  await withLocalModels(deps, (models) => models.cancel(id));
}
