import { cpus, loadavg } from 'node:os';
import { benchCalls } from './gateway/calls.ts';
import { benchOpenStreams } from './gateway/open-streams.ts';
import { startOurs } from './gateway/ours.ts';
import { benchOverspend } from './gateway/overspend.ts';
import { benchPages } from './gateway/pages.ts';
import { benchProfile } from './gateway/profile.ts';
import { benchRoundTrips } from './gateway/round-trips.ts';
import { benchSlowCommits } from './gateway/slow-commits.ts';
import { readOptions, type Options } from './gateway/options.ts';
import { startPortkey } from './gateway/start-portkey.ts';
import { startUpstream } from './gateway/start-upstream.ts';

/** Each of a workspace's keys may call six hundred times a minute. */
const HOT_KEYS = 50;

/**
 * `npm run bench:gateway`: the API for programs, with admission, hold, settlement, usage row and ledger, beside the
 * provider called directly and beside `@portkey-ai/gateway`, which has none of these; in one run, in alternating rounds.
 */
async function main(options: Options): Promise<void> {
  const [cpu] = cpus();
  const load = loadavg()[0]?.toFixed(1) ?? '?';
  console.log(`${cpus().length} × ${cpu?.model ?? 'CPU'}; load before the start ${load}`);
  const upstream = await startUpstream();
  try {
    const portkey = await startPortkey();
    try {
      const { workspaces } = options;
      const ours = await startOurs({ providerUrl: upstream.url, workspaces, hotKeys: HOT_KEYS });
      try {
        const bench = { upstream, portkey, ours };
        const { parts } = options;
        await benchCalls(bench, options);
        if (parts.has('pages')) await benchPages(bench, options);
        if (parts.has('slow-commits')) await benchSlowCommits(bench, options);
        if (parts.has('round-trips')) await benchRoundTrips(bench);
        if (parts.has('profile')) await benchProfile(bench, options);
        if (parts.has('overspend')) await benchOverspend(bench);
        if (parts.has('memory')) await benchOpenStreams(bench);
      } finally {
        await ours.stop();
      }
    } finally {
      await portkey.stop();
    }
  } finally {
    await upstream.stop();
  }
}

const options = readOptions(process.argv.slice(2));
if (options) await main(options);
