import { randomBytes } from 'node:crypto';
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import type { TestProject } from 'vitest/node';
import { startWatchedHouse, type WatchedHouse } from '@geko/house/start-watched-house';

/** What every browser test knows of the installation it visits. */
export type HouseFacts = Pick<WatchedHouse, 'url' | 'accounts' | 'providerUrl'>;

declare module 'vitest' {
  export interface ProvidedContext {
    house: HouseFacts;
  }
}

/**
 * Brings up an installation as `npm start` does, once for all browser tests: a new data folder, the production build, and
 * the fake provider in the place of every real one. In the end every token that it gave out must be in the books.
 */
export default async function setup(project: TestProject): Promise<() => Promise<void>> {
  const folder = mkdtempSync(join(tmpdir(), 'geko-e2e-'));
  const remove = () => rmSync(folder, { recursive: true, force: true });
  try {
    const settings = { GEKO_SEALING_KEYS: randomBytes(32).toString('base64') };
    const house = await startWatchedHouse({ folder, settings });
    const { url, accounts, providerUrl } = house;
    project.provide('house', { url, accounts, providerUrl });
    return async () => {
      try {
        const { summary } = await house.stop();
        process.stdout.write(`provider: ${summary}\n`);
      } finally {
        remove();
      }
    };
  } catch (error) {
    remove();
    throw error;
  }
}
