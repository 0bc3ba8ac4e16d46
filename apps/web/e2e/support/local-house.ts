import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { startWatchedHouse } from '@geko/house/start-watched-house';
import { serveFile, type FileServer } from '@geko/local-models/testing/file-server';
import { tinyFacts } from '@geko/local-models/testing/tiny-facts';
import { makeTinyModel } from '@geko/local-models/testing/tiny-model';
import type { HouseFacts } from '../global-setup.ts';

export type LocalHouse = HouseFacts & {
  /** Where the one model that it offers is downloaded from. */
  files: FileServer;
  /** That model's name. */
  model: string;
  stop: () => Promise<void>;
};

/** An installation of its own that runs models itself: one, of a tiny file. */
export async function openLocalHouse(): Promise<LocalHouse> {
  const folder = mkdtempSync(join(tmpdir(), 'geko-e2e-local-'));
  const bytes = makeTinyModel();
  const files = await serveFile(bytes);
  const remove = async (): Promise<void> => {
    await files.close();
    rmSync(folder, { recursive: true, force: true });
  };
  try {
    const facts = tinyFacts({ bytes, url: files.url });
    const list = join(folder, 'local-models.json');
    writeFileSync(list, JSON.stringify([facts]));
    const settings = {
      GEKO_LOCAL_MODELS: 'server',
      GEKO_LOCAL_LIST: list,
      // Where nothing listens, so that no Ollama of the machine takes part.
      OLLAMA_URL: 'http://127.0.0.1:9',
    };
    const house = await startWatchedHouse({ folder, settings });
    const { url, accounts, providerUrl } = house;
    const stop = async (): Promise<void> => {
      await house.stop();
      await remove();
    };
    return { url, accounts, providerUrl, files, model: facts.name, stop };
  } catch (error) {
    await remove();
    throw error;
  }
}
