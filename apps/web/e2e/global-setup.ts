import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import type { TestProject } from 'vitest/node';
import { startHouse, type House } from '@geko/house/start-house';
import { startProvider } from '@geko/house/start-provider';

/** What every browser test knows of the installation it visits. */
export type HouseFacts = Pick<House, 'url' | 'accounts'> & { providerUrl: string };

declare module 'vitest' {
  export interface ProvidedContext {
    house: HouseFacts;
  }
}

/**
 * Brings up an installation as `npm start` does, once for all browser tests: a new data folder, the production build, and
 * the fake provider in the place of every real one.
 */
export default async function setup(project: TestProject): Promise<() => Promise<void>> {
  const folder = mkdtempSync(join(tmpdir(), 'geko-e2e-'));
  const stops: (() => Promise<void>)[] = [];
  const close = async (): Promise<void> => {
    for (const stop of stops.splice(0).toReversed()) await stop();
    rmSync(folder, { recursive: true, force: true });
  };
  try {
    const provider = await startProvider();
    stops.push(provider.stop);
    const house = await startHouse({ folder, providerUrl: provider.url });
    stops.push(house.stop);
    const { url, accounts } = house;
    project.provide('house', { url, accounts, providerUrl: provider.url });
  } catch (error) {
    await close();
    throw error;
  }
  return close;
}
