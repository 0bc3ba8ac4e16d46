import { program } from '../root.ts';
import { hermeticEnv } from './hermetic-env.ts';
import { report, runStep } from './run-step.ts';
import type { Step } from './run-step.ts';
import { sum } from './tally.ts';
import type { Tally } from './tally.ts';

/** What Next says of the app's routes, for the types: that each page and handler takes what it is given. */
const routeTypes: Step = {
  name: 'types of routes',
  command: program('next', 'apps/web'),
  args: ['typegen'],
  room: 'apps/web',
};

/** What can be said about the code without running it. The import table is a rule of the linter's (tooling/boundaries). */
const steps: Step[] = [
  { name: 'format', command: program('oxfmt'), args: ['--check'] },
  { name: 'lint and import rules', command: program('oxlint'), args: ['--deny-warnings'] },
  // Each further checker works out most types anew: four take twice the processor's time of one.
  { name: 'types', command: program('tsc'), args: ['-p', 'tsconfig.json', '--checkers', '1'] },
  { name: 'unused code', command: program('knip'), args: ['--no-progress', '--no-config-hints'] },
];

async function runStatic(step: Step): Promise<Tally> {
  const result = await runStep(step, hermeticEnv());
  report(step.name, result);
  return { passed: 0, failed: 0, skipped: 0, [result.exitCode === 0 ? 'passed' : 'failed']: 1 };
}

/** Runs them beside each other, as none keeps every core busy to its end; each counts as one. */
export async function runStaticChecks(): Promise<Tally> {
  return sum([await runStatic(routeTypes), ...(await Promise.all(steps.map(runStatic)))]);
}
