import { existsSync, readdirSync } from 'node:fs';
import { join } from 'node:path';
import { findChromium } from './checks/find-chromium.ts';
import { hermeticEnv } from './checks/hermetic-env.ts';
import { report, runStep } from './checks/run-step.ts';
import { runStaticChecks } from './checks/static-checks.ts';
import { runVitest } from './checks/run-vitest.ts';
import { sum, totals } from './checks/tally.ts';
import type { Tally } from './checks/tally.ts';
import { program, root } from './root.ts';

const success: Tally = { passed: 1, failed: 0, skipped: 0 };
const none: Tally = { passed: 0, failed: 0, skipped: 0 };
const failure: Tally = { passed: 0, failed: 1, skipped: 0 };

function hasBrowserTests(): boolean {
  const folder = join(root, 'apps/web/e2e');
  return existsSync(folder) && readdirSync(folder).some((name) => name.endsWith('.e2e.ts'));
}

/** Builds the web app as `npm start` does; counts as one. */
async function buildWebApp(): Promise<Tally> {
  const build = {
    name: 'build',
    command: program('turbo'),
    args: ['run', 'build', '--filter=@geko/web', '--output-logs=errors-only', '--ui=stream'],
  };
  const built = await runStep(build, { ...hermeticEnv(), NODE_ENV: 'production' });
  report(build.name, built);
  return built.exitCode === 0 ? success : failure;
}

/** Drives the build in a browser. */
async function runBrowserTests(filters: string[]): Promise<Tally> {
  const chromium = findChromium();
  if (chromium === null) {
    process.stdout.write('✗ tests: e2e. No Chromium here; install one, or set CHROME_PATH.\n');
    return failure;
  }
  const env = { CHROME_PATH: chromium };
  // One after the other, as each brings up an installation of its own.
  return sum([
    await runVitest({ projects: ['e2e'], filters, env, isShown: true }),
    await runVitest({ projects: ['e2e-house'], filters, env, isShown: true }),
  ]);
}

/** Starts and ends `npm start` and `npm run dev`, and kills what they run. */
const runCommandTests = (filters: string[]): Promise<Tally> =>
  runVitest({ projects: ['commands'], filters, isShown: false });

/** Kills the build under load; counts as one. A longer run: npm run test:crash. */
async function runCrashProof(): Promise<Tally> {
  const args = [join(root, 'tooling/crash/src/main.ts'), '--kills=25'];
  const step = { name: 'crash proof', command: process.execPath, args };
  const result = await runStep(step, hermeticEnv());
  // All at once: other tests write between.
  process.stdout.write(result.output);
  report(step.name, { ...result, output: '' });
  return result.exitCode === 0 ? success : failure;
}

/** `npm test -- part-of-a-file-name` runs only the tests it names, without the static checks. */
const filters = process.argv.slice(2);
const isBrowserMeant =
  hasBrowserTests() && (filters.length === 0 || filters.some((filter) => filter.includes('e2e')));
const isCrashMeant = filters.length === 0 || filters.includes('crash');

/** What starts and kills processes of its own, one after the other. */
async function killAll(): Promise<Tally[]> {
  return [
    isCrashMeant ? await runCrashProof() : none,
    isBrowserMeant ? await runCommandTests(filters) : none,
  ];
}

const parts: Tally[] = [];
if (filters.length === 0) parts.push(await runStaticChecks());
// Not beside the static checks, which read types that the build writes.
const built = isBrowserMeant || isCrashMeant ? buildWebApp() : Promise.resolve(none);
// Beside the tests in the foreground: who waits for a lease or for a process to come back leaves the processor to them.
const killed = built.then((tally) => (tally.passed > 0 ? killAll() : []));
parts.push(await runVitest({ projects: ['unit', 'db'], filters, isShown: true }), await built);
if (isBrowserMeant && (await built).failed === 0) parts.push(await runBrowserTests(filters));
parts.push(...(await killed));
const all = sum(parts);
process.stdout.write(`\n${totals(all)}\n`);
process.exitCode = all.failed === 0 ? 0 : 1;
