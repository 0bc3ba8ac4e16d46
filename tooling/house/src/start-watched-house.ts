import { join } from 'node:path';
import { startEmbeddedPostgres } from '@geko/db/embedded/start-embedded-postgres';
import type { TokenReport } from '@geko/fake-provider/explain-tokens';
import { watchHolds } from '@geko/fake-provider/watch-holds';
import { settleLeft } from './settle-left.ts';
import { startHouse, type House } from './start-house.ts';
import { startProvider, type Provider } from './start-provider.ts';

export type WatchedHouse = Omit<House, 'stop'> & {
  /** Where tests tell the provider how to answer. */
  providerUrl: string;
  /** Stops all of it. @throws Error when the provider was called without a live hold, or its token log and the books differ. */
  stop: () => Promise<TokenReport>;
};

/**
 * An installation with the fake provider in the place of every real one, which takes no call without a live hold. When it
 * has stopped, and so settled what was running, its books must explain the provider's every token.
 * @param facts as `startHouse` takes them.
 */
export async function startWatchedHouse(
  facts: Omit<Parameters<typeof startHouse>[0], 'providerUrl'>,
): Promise<WatchedHouse> {
  const provider = await startProvider({ needsHolds: true });
  try {
    const house = await startHouse({ ...facts, providerUrl: provider.url });
    const { ownerUrl } = await databaseOf(house);
    provider.askForHolds(ownerUrl);
    return {
      ...house,
      providerUrl: provider.url,
      stop: async () => {
        try {
          await house.stop();
          return await proveTokens(house, provider);
        } finally {
          await provider.stop();
        }
      },
    };
  } catch (error) {
    await provider.stop();
    throw error;
  }
}

/** The database of a house, which is started when it does not run. */
async function databaseOf({ dataDir }: House) {
  return await startEmbeddedPostgres({ dataDir: join(dataDir, 'postgres') });
}

async function proveTokens(house: House, provider: Provider): Promise<TokenReport> {
  const database = await databaseOf(house);
  try {
    await settleLeft(database.ownerUrl);
    const report = await reportTokens(database.ownerUrl, provider);
    if (report.problems.length > 0) throw new Error(report.problems.join('\n'));
    return report;
  } finally {
    await database.stop();
  }
}

/** The provider's token log beside the books of a database that runs, when all is at rest. */
export async function reportTokens(ownerUrl: string, provider: Provider): Promise<TokenReport> {
  const watch = watchHolds(ownerUrl);
  try {
    return await watch.report(await provider.readArchive());
  } finally {
    await watch.close();
  }
}
