import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { parseArgs } from 'node:util';
import { findProblems } from './find-problems.ts';
import { proveCrashes } from './prove-crashes.ts';
import { summarize } from './summarize.ts';

const MOST_SHOWN = 40;
const usage = `Usage: npm run test:crash -- [--kills=300] [--seed=<number>]

Kills the real server with kill -9 under load, again and again, and compares what clients, database and
provider know afterwards: nothing acknowledged is lost, nothing charged twice, no hold left.

  --kills  how many times (300 without)
  --seed   repeats the choices of an earlier run; their timing is the machine's
`;

function say(line: string): void {
  process.stdout.write(`${line}\n`);
}

/** null when the command line is not understood. */
function readArgs(): { kills: number; seed: number; help: boolean } | null {
  const options = {
    kills: { type: 'string', default: '300' },
    seed: { type: 'string', default: String(Date.now() % 1_000_000) },
    help: { type: 'boolean', short: 'h', default: false },
  } as const;
  try {
    const { values } = parseArgs({ options });
    const [kills, seed] = [Number(values.kills), Number(values.seed)];
    const isSound = Number.isInteger(kills) && kills > 0 && Number.isInteger(seed);
    return isSound ? { kills, seed, help: values.help } : null;
  } catch {
    return null;
  }
}

/** Runs the proof, prints its figures and what is wrong; tells whether nothing is. */
async function prove({ kills, seed }: { kills: number; seed: number }): Promise<boolean> {
  const beganAt = performance.now();
  say(`${kills} kills, seed ${seed}`);
  const folder = mkdtempSync(join(tmpdir(), 'geko-crash-'));
  const run = await proveCrashes({ folder, kills, seed, say });
  const problems = findProblems(run);
  say(['', ...summarize(run), ''].join('\n'));
  for (const problem of problems.slice(0, MOST_SHOWN)) say(`✗ ${problem}`);
  const seconds = Math.round((performance.now() - beganAt) / 1000);
  say(`${problems.length === 0 ? '✓ proven' : `✗ ${problems.length} problems`} in ${seconds} s`);
  if (problems.length === 0) rmSync(folder, { recursive: true, force: true });
  else say(`The server's log: ${join(folder, 'house.log')}`);
  return problems.length === 0;
}

const args = readArgs();
if (args === null) {
  process.stderr.write(usage);
  process.exitCode = 2;
} else if (args.help) say(usage);
else process.exitCode = (await prove(args)) ? 0 : 1;
