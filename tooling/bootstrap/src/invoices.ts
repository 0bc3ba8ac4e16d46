import { parseArgs } from 'node:util';
import { runVitest } from './checks/run-vitest.ts';
import { totals } from './checks/tally.ts';

const usage = `Usage: npm run test:invoices -- [--calls=10000]

Invoices a month of so many calls over five models, by processes that run at once and are killed in the middle: one invoice,
whose lines are the ledger's. npm test takes a tenth.

  --calls  how many (10000 without)
`;

/** null when the command line is not understood. */
function readCalls(): number | null {
  try {
    const { values } = parseArgs({ options: { calls: { type: 'string', default: '10000' } } });
    const calls = Number(values.calls);
    return Number.isInteger(calls) && calls >= 10 ? calls : null;
  } catch {
    return null;
  }
}

const calls = readCalls();
if (calls === null) {
  process.stderr.write(usage);
  process.exitCode = 2;
} else {
  const tally = await runVitest({
    projects: ['db'],
    filters: ['packages/api/src/paygo-month'],
    env: { GEKO_INVOICED_CALLS: String(calls) },
    isShown: true,
  });
  process.stdout.write(`\n${totals(tally)}\n`);
  process.exitCode = tally.failed === 0 ? 0 : 1;
}
