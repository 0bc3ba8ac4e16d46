import { parseArgs } from 'node:util';
import { runVitest } from './checks/run-vitest.ts';
import { totals } from './checks/tally.ts';

const usage = `Usage: npm run test:billing -- [--purchases=1000]

Buys credit at the double of Stripe so often, and lets it tell of that in every wrong way to two server processes, a fifth of
whose work is killed before or after it is kept; npm test makes a tenth.

  --purchases  in fives, each five told in an order of its own (1000 without)
`;

/** null when the command line is not understood. */
function readPurchases(): number | null {
  try {
    const { values } = parseArgs({ options: { purchases: { type: 'string', default: '1000' } } });
    const purchases = Number(values.purchases);
    return Number.isInteger(purchases) && purchases > 0 && purchases % 5 === 0 ? purchases : null;
  } catch {
    return null;
  }
}

const purchases = readPurchases();
if (purchases === null) {
  process.stderr.write(usage);
  process.exitCode = 2;
} else {
  const tally = await runVitest({
    projects: ['db'],
    filters: ['packages/api/src/purchases.db'],
    env: { GEKO_PURCHASES: String(purchases) },
    isShown: true,
  });
  process.stdout.write(`\n${totals(tally)}\n`);
  process.exitCode = tally.failed === 0 ? 0 : 1;
}
