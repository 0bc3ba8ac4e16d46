import { program } from '../root.ts';
import { hermeticEnv } from './hermetic-env.ts';
import { report, runStep } from './run-step.ts';
import type { Step } from './run-step.ts';
import type { Tally } from './tally.ts';

/** What can be said about the code without running it. The import table is a rule of the linter's (tooling/boundaries). */
const steps: Step[] = [
  { name: 'format', command: program('oxfmt'), args: ['--check'] },
  { name: 'lint and import rules', command: program('oxlint'), args: ['--deny-warnings'] },
  { name: 'types', command: program('tsc'), args: ['-p', 'tsconfig.json'] },
  { name: 'unused code', command: program('knip'), args: ['--no-progress', '--no-config-hints'] },
];

/** Runs them one after the other (each uses every core by itself); each counts as one. */
export async function runStaticChecks(): Promise<Tally> {
  const tally: Tally = { passed: 0, failed: 0, skipped: 0 };
  for (const step of steps) {
    const result = await runStep(step, hermeticEnv());
    report(step.name, result);
    tally[result.exitCode === 0 ? 'passed' : 'failed'] += 1;
  }
  return tally;
}
