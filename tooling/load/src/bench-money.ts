import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { createDb } from '@geko/db/client';
import { startEmbeddedPostgres } from '@geko/db/embedded/start-embedded-postgres';
import { migrate } from '@geko/db/migrate';
import { seedCatalogue } from '@geko/db/seed/seed-catalogue';
import { benchHolds, makeBareCounters } from './money/bench-holds.ts';
import { benchReports } from './money/bench-reports.ts';
import { makePlace, makeUser } from './money/place.ts';

const WORKSPACES = 100;

/** What to measure; `npm run bench:money -- reports` takes one of them. */
const wanted = new Set(process.argv.slice(2));
const isWanted = (part: 'holds' | 'reports') => wanted.size === 0 || wanted.has(part);

/**
 * `npm run bench:money`: holds and settlements a second beside a bare pair of statements, and a month's report over
 * millions of calls, through row-level security. A database of its own, made and thrown away.
 */
async function main(): Promise<void> {
  const folder = mkdtempSync(join(tmpdir(), 'geko-money-'));
  const postgres = await startEmbeddedPostgres({ dataDir: folder });
  try {
    const { ownerUrl } = postgres;
    const { appUrl } = await migrate({ ownerUrl });
    await seedCatalogue({ ownerUrl, now: new Date('2026-06-01T00:00:00Z') });
    const client = createDb({ appUrl, maxConnections: 16, onError: () => undefined });
    const userId = await makeUser(client.db);
    if (isWanted('holds')) {
      const places = [];
      for (let n = 0; n < WORKSPACES; n += 1) places.push(await makePlace(client.db, userId));
      await makeBareCounters(client, places);
      await benchHolds(client, places);
    }
    if (isWanted('reports')) await benchReports(client, { ownerUrl, userId });
    await client.close();
  } finally {
    await postgres.stop();
    rmSync(folder, { recursive: true, force: true });
  }
}

await main();
