import { setTimeout as sleep } from 'node:timers/promises';
import { makeAgent, open } from './caller.ts';
import type { Bench } from './contenders.ts';
import { ours as oursOf } from './contenders.ts';
import { residentBytesOf } from './process-tree.ts';
import { runRound } from './round.ts';
import { byKey, inTurn } from './ways.ts';

const STREAMS = 500;
const HELD_OPEN_MS = 20_000;
/** What somebody reads comes at a reader's pace, and lasts; what nobody reads comes as fast as it is taken: 1.2 MB each. */
const READ = { chunks: 300, delayMs: 100, isStream: true };
const UNREAD = { chunks: 5_000, delayMs: 0, isStream: true };

/** By how much the web server grows with 500 open streams of which every second is never read. */
export async function benchOpenStreams(bench: Bench): Promise<void> {
  const { people, webPid, house } = bench.ours;
  // What a server needs that has work at all is not the streams'.
  const usual = oursOf(bench, { chunks: 50, delayMs: 0, isStream: true }, 'all');
  await runRound(usual, { callers: 64, seconds: 5, staggerMs: 100 });
  await sleep(2_000);
  const before = residentBytesOf(webPid);
  let most = before;
  const look = setInterval(() => (most = Math.max(most, residentBytesOf(webPid))), 200);
  const agent = makeAgent();
  const nextKey = inTurn(people.flatMap(({ keys }) => keys));
  try {
    const responses = await Promise.all(
      Array.from({ length: STREAMS }, async (_, index) => {
        await sleep(index * 10);
        const isRead = index % 2 === 0;
        const way = byKey(house.url, nextKey(), isRead ? READ : UNREAD);
        const response = await open(agent, way);
        if (response.statusCode !== 200) throw new Error(`status ${response.statusCode}`);
        if (isRead) response.resume();
        else response.pause();
        return response;
      }),
    );
    await sleep(HELD_OPEN_MS);
    for (const response of responses) response.destroy();
  } finally {
    clearInterval(look);
    agent.destroy();
  }
  await sleep(5_000);
  const mb = (bytes: number) => (bytes / 1e6).toFixed(0);
  console.log(`\n### ${STREAMS} open streams, half of them never read\n`);
  console.log('| Web server before, MB | At most, MB | Growth, MB | Growth 5 s after, MB |');
  console.log('| ---: | ---: | ---: | ---: |');
  const after = residentBytesOf(webPid);
  console.log(`| ${mb(before)} | ${mb(most)} | ${mb(most - before)} | ${mb(after - before)} |`);
}
