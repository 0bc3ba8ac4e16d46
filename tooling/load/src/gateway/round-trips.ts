import { appUrlOf } from '@geko/db/migrate';
import { spreadOf } from '../spread.ts';
import { call, makeAgent } from './caller.ts';
import { cell } from './compare.ts';
import type { Bench } from './contenders.ts';
import { startReplica } from './replica.ts';
import { watchDatabase } from './watch-database.ts';
import { byKey } from './ways.ts';

const CALLS = 20;
const SHOWN = 110;

/** Counts how often a call waits for Postgres before its first token, and after, by listening on the wire. */
export async function benchRoundTrips({ ours }: Bench): Promise<void> {
  const watch = await watchDatabase(appUrlOf(ours.postgres.ownerUrl));
  const replica = await startReplica(ours.webPid, { GEKO_APP_DATABASE_URL: watch.url });
  const agent = makeAgent();
  try {
    const [key = ''] = ours.hot.keys;
    const counts: { before: number; after: number; sql: string[] }[] = [];
    for (let n = 0; n <= CALLS; n += 1) {
      const from = watch.trips.length;
      const beganAt = performance.now();
      // Slow enough that what follows the first token is seen to follow it.
      const way = byKey(replica.url, key, { chunks: 10, delayMs: 10, isStream: true });
      const { firstTokenMs } = await call(agent, way);
      const trips = watch.trips.slice(from);
      const before = trips.filter(({ at }) => at <= beganAt + firstTokenMs);
      const after = trips.length - before.length;
      // The first call fills what is kept.
      if (n > 0) counts.push({ before: before.length, after, sql: trips.map(({ sql }) => sql) });
    }
    console.log('\n### Round trips to Postgres of one streamed call\n');
    console.log('| Before the first token | After it |');
    console.log('| ---: | ---: |');
    console.log(
      `| ${cell(counts.map(({ before }) => before))} | ${cell(counts.map(({ after }) => after))} |\n`,
    );
    const { median } = spreadOf(counts.map(({ sql }) => sql.length));
    const usual = counts.find(({ sql }) => sql.length === median);
    usual?.sql.forEach((sql, index) => {
      const line = sql.replace(/\s+/gu, ' ').trim();
      console.log(`${index + 1}. \`${line.length > SHOWN ? `${line.slice(0, SHOWN)}…` : line}\``);
    });
  } finally {
    agent.destroy();
    await replica.stop();
    await watch.stop();
  }
}
