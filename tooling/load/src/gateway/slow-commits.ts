import pg from 'pg';
import { cellsOf, compare, ratioOf } from './compare.ts';
import { ours, type Bench } from './contenders.ts';
import type { Options } from './options.ts';

const STREAM = { chunks: 50, delayMs: 0, isStream: true };
const DELAY_US = 2_000;

/** One busy workspace beside a hundred where every commit takes two milliseconds, as on a disk far away. */
export async function benchSlowCommits(bench: Bench, options: Options): Promise<void> {
  const callers = Math.max(...options.callers);
  const admin = new pg.Client({ connectionString: bench.ours.postgres.adminUrl });
  await admin.connect();
  try {
    // Also where no other transaction is under way, or the hundred would be spared it.
    await admin.query(`alter system set commit_delay = ${DELAY_US}`);
    await admin.query('alter system set commit_siblings = 0');
    await admin.query('select pg_reload_conf()');
    const contenders = [ours(bench, STREAM, 'all'), ours(bench, STREAM, 'hot')];
    const compared = await compare(contenders, { ...options, callers, staggerMs: 100 });
    console.log(`\n### Commits that take 2 ms (commit_delay); streams, ${callers} at once\n`);
    console.log(`| Figure | ${compared.names.join(' | ')} | one workspace ÷ all |`);
    console.log('| --- | ---: | ---: | ---: |');
    const ratio = ratioOf(compared, 'perSecond', [1, 0]);
    console.log(`| calls a second | ${cellsOf(compared, 'perSecond').join(' | ')} | ${ratio} |`);
  } finally {
    await admin.query('alter system reset commit_delay');
    await admin.query('alter system reset commit_siblings');
    await admin.query('select pg_reload_conf()');
    await admin.end();
  }
}
