import { mkdtempSync, readdirSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import type { Bench } from './contenders.ts';
import type { Way } from './caller.ts';
import type { Options } from './options.ts';
import { readProfile, type CpuProfile } from './read-profile.ts';
import { startReplica } from './replica.ts';
import { runRound } from './round.ts';
import { byKey, byPage, inTurn } from './ways.ts';

const STREAM = { chunks: 50, delayMs: 0, isStream: true };
/** What a server does anew in its first calls is no part of the profile. */
const WARM_UP_SECONDS = 2;
const SHOWN = 12;

/** Where the web server's time goes, by V8's sampling profiler in a server of its own: streams by key, and by the pages. */
export async function benchProfile({ ours }: Bench, options: Options): Promise<void> {
  const nextKey = inTurn(ours.people.flatMap(({ keys }) => keys));
  const nextPerson = inTurn(ours.people);
  await profile(ours.webPid, options, {
    title: 'Where the server’s time goes: streams of 50 chunks',
    next: (url) => byKey(url, nextKey(), STREAM),
  });
  await profile(ours.webPid, options, {
    title: 'Where the server’s time goes: the chat of the pages',
    next: (url) => byPage(url, nextPerson(), STREAM),
  });
}

async function profile(
  webPid: number,
  { callers: some, seconds }: Options,
  { title, next }: { title: string; next: (url: string) => Way },
): Promise<void> {
  const folder = mkdtempSync(join(tmpdir(), 'geko-profile-'));
  const callers = Math.max(...some);
  try {
    const replica = await startReplica(
      webPid,
      {},
      { nodeArgs: ['--cpu-prof', `--cpu-prof-dir=${folder}`] },
    );
    let calls = 0;
    const contender = {
      name: 'Geko',
      next: () => {
        calls += 1;
        return next(replica.url);
      },
      server: null,
      postgresPid: null,
    };
    let window;
    try {
      await runRound(contender, { callers, seconds: WARM_UP_SECONDS, staggerMs: 100 });
      calls = 0;
      const fromUs = nowUs();
      await runRound(contender, { callers, seconds, staggerMs: 100 });
      window = { fromUs, untilUs: nowUs() };
    } finally {
      await replica.stop();
    }
    const [file] = readdirSync(folder);
    if (file === undefined) throw new Error('the server left no profile');
    const found = JSON.parse(readFileSync(join(folder, file), 'utf8')) as CpuProfile;
    print(`${title}; ${callers} at once`, readProfile(found, window), calls);
  } finally {
    rmSync(folder, { recursive: true, force: true });
  }
}

function print(title: string, spent: ReadonlyMap<string, number>, calls: number): void {
  const all = [...spent.values()].reduce((sum, ms) => sum + ms, 0);
  const rows = [...spent].toSorted(([, one], [, other]) => other - one);
  const rest = rows.slice(SHOWN).reduce((sum, [, ms]) => sum + ms, 0);
  console.log(`\n### ${title}\n`);
  console.log('| Where | ms a call | share |');
  console.log('| --- | ---: | ---: |');
  for (const [place, ms] of [...rows.slice(0, SHOWN), ['the rest', rest], ['all', all]] as const) {
    console.log(`| ${place} | ${(ms / calls).toFixed(3)} | ${((100 * ms) / all).toFixed(1)} % |`);
  }
}

/** By the clock that profiles go by. */
function nowUs(): number {
  return Number(process.hrtime.bigint() / 1000n);
}
