import type { ServerModels } from '@geko/contracts/local-models';
import type { Deps } from '../deps.ts';

/** What this server can run itself, and how far each of it is. */
export async function listLocalModels({
  localModels,
}: Pick<Deps, 'localModels'>): Promise<ServerModels> {
  if (localModels === null) return { isOffered: false, models: [] };
  return { isOffered: true, models: await localModels.list() };
}
