import { runStaticChecks } from './checks/static-checks.ts';
import { runVitest } from './checks/run-vitest.ts';
import { sum, totals } from './checks/tally.ts';

const parts = [await runStaticChecks(), await runVitest({ projects: ['unit'], isShown: false })];
const all = sum(parts);
process.stdout.write(`\n${totals(all)}\n`);
process.exitCode = all.failed === 0 ? 0 : 1;
