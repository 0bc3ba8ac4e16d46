import { parseArgs } from 'node:util';
import { runVitest } from './checks/run-vitest.ts';
import { totals } from './checks/tally.ts';

const usage = `Usage: npm run test:fuzz -- [--runs=5000]

Sends random inputs, made from its own schema, to every procedure and every route; npm test sends 500 to each.

  --runs  how many to each (5000 without)
`;

/** null when the command line is not understood. */
function readRuns(): number | null {
  try {
    const { values } = parseArgs({ options: { runs: { type: 'string', default: '5000' } } });
    const runs = Number(values.runs);
    return Number.isInteger(runs) && runs > 0 ? runs : null;
  } catch {
    return null;
  }
}

const runs = readRuns();
if (runs === null) {
  process.stderr.write(usage);
  process.exitCode = 2;
} else {
  const tally = await runVitest({
    projects: ['db'],
    filters: ['packages/api/src/fuzz'],
    env: { GEKO_FUZZ_RUNS: String(runs) },
    isShown: true,
  });
  process.stdout.write(`\n${totals(tally)}\n`);
  process.exitCode = tally.failed === 0 ? 0 : 1;
}
