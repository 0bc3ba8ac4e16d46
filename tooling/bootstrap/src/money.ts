import { parseArgs } from 'node:util';
import { runVitest } from './checks/run-vitest.ts';
import { totals } from './checks/tally.ts';

const usage = `Usage: npm run test:money -- [--runs=5000] [--holds=100000]

Leads the money of so many workspaces through random lives beside a ledger in memory, and races so many holds from four
processes; npm test takes a tenth of both.

  --runs   lives of up to 60 steps (5000 without)
  --holds  holds that race (100000 without)
`;

/** null when the command line is not understood. */
function readArgs(): { runs: number; holds: number } | null {
  const options = {
    runs: { type: 'string', default: '5000' },
    holds: { type: 'string', default: '100000' },
  } as const;
  try {
    const { values } = parseArgs({ options });
    const [runs, holds] = [Number(values.runs), Number(values.holds)];
    const isSound = [runs, holds].every((count) => Number.isInteger(count) && count > 0);
    return isSound ? { runs, holds } : null;
  } catch {
    return null;
  }
}

const args = readArgs();
if (args === null) {
  process.stderr.write(usage);
  process.exitCode = 2;
} else {
  const tally = await runVitest({
    projects: ['db'],
    filters: ['packages/services/src/money-'],
    env: { GEKO_MONEY_RUNS: String(args.runs), GEKO_RACE_HOLDS: String(args.holds) },
    isShown: true,
  });
  process.stdout.write(`\n${totals(tally)}\n`);
  process.exitCode = tally.failed === 0 ? 0 : 1;
}
