import { isAbsolute, join } from 'node:path';
import type { Settings } from '@geko/config/settings';
import { openDoor, type Door } from '@geko/local-models/door/open-door';
import { localModelFacts } from '@geko/local-models/facts';
import { forkEngine } from '@geko/local-models/llama/fork-engine';
import type { LocalModels } from '@geko/local-models/local-models';
import { openLocalModels } from '@geko/local-models/open-local-models';
import { readModelList } from '@geko/local-models/read-model-list';
import type { Log } from '@geko/services/deps';

/** The models that run on this server, and the door by which the gateway calls them. */
export type LocalServer = { models: LocalModels; door: Door; close(): Promise<void> };

const MB = 1_000_000;

/** Opens them where the settings say so (GEKO_LOCAL_MODELS=server); null = they don't. */
export async function openLocalServer(
  { localModels, dataDir }: Pick<Settings, 'localModels' | 'dataDir'>,
  log: Log,
): Promise<LocalServer | null> {
  if (localModels === null) return null;
  const { folder, ollamaUrl, memoryMb, listFile } = localModels;
  const models = openLocalModels({
    folder: isAbsolute(folder) ? folder : join(dataDir, folder),
    ollamaUrl,
    memoryCapBytes: memoryMb === null ? null : memoryMb * MB,
    facts: listFile === null ? localModelFacts : await readModelList(listFile),
    start: () => forkEngine({ env: {} }),
    now: () => performance.now(),
  });
  const door = await openDoor(models, {
    onError: (error) => log.warn({ error }, 'a local model did not answer'),
  });
  return {
    models,
    door,
    async close() {
      await door.close();
      await models.close();
    },
  };
}
