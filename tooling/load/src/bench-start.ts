import { spawn, spawnSync, type ChildProcess } from 'node:child_process';
import { once } from 'node:events';
import { mkdtempSync, rmSync } from 'node:fs';
import { cpus, tmpdir } from 'node:os';
import { join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { bareEnv, checkout } from '@geko/house/checkout';
import { freePort } from '@geko/house/free-port';
import { killProcesses } from '@geko/house/kill-processes';

const PATIENCE_MS = 20 * 60_000;
const WARM_STARTS = 5;

const usage = `npm run bench:start [-- --with-tests]

Clones the last commit and times the two commands in it: fresh clone to first page, warm starts, a start after kill -9,
Ctrl-C to the end of npm start. --with-tests also times npm test there. Prints a Markdown table.
`;

/** A running `npm start` and how long it took until its first page was served. */
type Started = { child: ChildProcess; seconds: number };

async function main(withTests: boolean): Promise<void> {
  const folder = mkdtempSync(join(tmpdir(), 'geko-start-'));
  const clone = join(folder, 'geko');
  try {
    run('git', ['clone', '--quiet', checkout, clone], folder);
    const port = await freePort();

    const first = await start(clone, port);
    const stopSeconds = await interrupt(first.child);

    const warm: number[] = [];
    for (let round = 0; round < WARM_STARTS; round += 1) {
      const { child, seconds } = await start(clone, port);
      warm.push(seconds);
      await interrupt(child);
    }

    const killed = await start(clone, port);
    process.kill(-(killed.child.pid ?? 0), 'SIGKILL');
    await killProcesses('everything', { dataDir: join(clone, '.data'), supervisor: killed.child });
    const again = await start(clone, port);
    await interrupt(again.child);

    const rows = [
      `| fresh clone → first page (install, database, build) | ${first.seconds.toFixed(0)} s |`,
      `| warm start → first page | ${spread(warm)} |`,
      `| start after kill -9 of web, worker and supervisor → first page | ${again.seconds.toFixed(1)} s |`,
      `| Ctrl-C → npm start has ended | ${stopSeconds.toFixed(1)} s |`,
      ...(withTests ? [`| npm test, after that start | ${timeTests(clone)} |`] : []),
    ];
    const table = ['| measured | took |', '| --- | --- |', ...rows];
    process.stdout.write(`\n${describeMachine(clone)}\n\n${table.join('\n')}\n`);
  } finally {
    rmSync(folder, { recursive: true, force: true });
  }
}

/** Types `npm start` in a clone, as a group of its own, and waits for the first page. */
async function start(clone: string, port: number): Promise<Started> {
  const startedAt = performance.now();
  const child = spawn('npm', ['start'], {
    cwd: clone,
    env: { ...bareEnv(), PORT: String(port) },
    stdio: ['ignore', 'inherit', 'inherit'],
    detached: true,
  });
  while (!(await hasPage(port))) {
    if (child.exitCode !== null) throw new Error(`npm start ended with ${child.exitCode}`);
    if (performance.now() - startedAt > PATIENCE_MS) throw new Error('npm start serves no page');
    await sleep(50);
  }
  return { child, seconds: (performance.now() - startedAt) / 1000 };
}

/** What Ctrl-C does: SIGINT to the whole group. @returns seconds until it has ended. */
async function interrupt(child: ChildProcess): Promise<number> {
  const startedAt = performance.now();
  const ended = once(child, 'exit');
  process.kill(-(child.pid ?? 0), 'SIGINT');
  await ended;
  return (performance.now() - startedAt) / 1000;
}

async function hasPage(port: number): Promise<boolean> {
  try {
    const page = await fetch(`http://127.0.0.1:${port}/register`, {
      signal: AbortSignal.timeout(5000),
    });
    return page.status === 200 && (await page.text()).includes('<form');
  } catch {
    return false;
  }
}

function run(command: string, args: string[], cwd: string): void {
  const done = spawnSync(command, args, { cwd, env: bareEnv(), stdio: 'inherit' });
  if (done.status !== 0) throw new Error(`${command} ${args.join(' ')} ended with ${done.status}`);
}

/** Runs the tests. @returns how long they took and how they ended; the table is printed either way. */
function timeTests(clone: string): string {
  const startedAt = performance.now();
  const { status } = spawnSync('npm', ['test'], { cwd: clone, env: bareEnv(), stdio: 'inherit' });
  const minutes = ((performance.now() - startedAt) / 60_000).toFixed(1);
  if (status !== 0) process.exitCode = 1;
  return `${minutes} min${status === 0 ? '' : ', and failed'}`;
}

function describeMachine(clone: string): string {
  const commit = spawnSync('git', ['rev-parse', '--short', 'HEAD'], { cwd: clone });
  const [cpu] = cpus();
  return `${cpus().length} × ${cpu?.model ?? 'unknown'}, commit ${commit.stdout.toString().trim()}`;
}

/** Median and range. */
function spread(seconds: number[]): string {
  const sorted = seconds.toSorted((a, b) => a - b);
  const at = (index: number) => (sorted.at(index) ?? Number.NaN).toFixed(1);
  return `${at(Math.floor(sorted.length / 2))} s (${at(0)}–${at(-1)}, ${sorted.length} starts)`;
}

const args = process.argv.slice(2);
if (args.includes('--help')) process.stdout.write(usage);
else await main(args.includes('--with-tests'));
