import { join } from 'node:path';
import { settingDocs } from '@geko/config/setting-docs';
import type { Settings } from '@geko/config/settings';
import { startEmbeddedPostgres } from '@geko/db/embedded/start-embedded-postgres';
import { migrate } from '@geko/db/migrate';
import { keepRunning } from './keep-running.ts';

/** A migrated database and how to leave it. */
export type OpenDatabase = {
  ownerUrl: string;
  appUrl: string;
  jobsUrl: string;
  /** Where its data lives, in words for people. */
  place: string;
  close: () => Promise<void>;
};

/**
 * The database of DATABASE_URL, or the embedded one of the data folder; migrated to the newest schema.
 * @param onLine hears of an embedded one that died and is started again.
 * @throws Error that says which of the two cannot be used, and why.
 */
export async function openDatabase(
  settings: Settings,
  dataDir: string,
  onLine: (line: string) => void,
): Promise<OpenDatabase> {
  if (settings.databaseUrl !== null) {
    const ownerUrl = settings.databaseUrl;
    const urls = await migrate({ ownerUrl }).catch((cause: unknown) => {
      const what = cause instanceof Error ? cause.message : String(cause);
      const need = settingDocs.find(({ name }) => name === 'DATABASE_URL')?.purpose ?? '';
      throw new Error(`The database of DATABASE_URL cannot be used: ${what}\nIt must be ${need}.`, {
        cause,
      });
    });
    return { ...urls, ownerUrl, place: 'DATABASE_URL', close: async () => await Promise.resolve() };
  }
  const start = () => startEmbeddedPostgres({ dataDir: join(dataDir, 'postgres') });
  const server = await start();
  const close = keepRunning({ server, start, onLine });
  try {
    const urls = await migrate({ ownerUrl: server.ownerUrl });
    const place = `embedded, in ${server.folder}`;
    return { ...urls, ownerUrl: server.ownerUrl, place, close };
  } catch (error) {
    await close();
    throw error;
  }
}
