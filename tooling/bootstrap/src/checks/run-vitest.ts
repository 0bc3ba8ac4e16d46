import { mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { program } from '../root.ts';
import { hermeticEnv } from './hermetic-env.ts';
import { report, runStep } from './run-step.ts';
import { tallyVitest } from './tally.ts';
import type { Tally, VitestReport } from './tally.ts';

function readReport(file: string): VitestReport | null {
  try {
    return JSON.parse(readFileSync(file, 'utf8')) as VitestReport;
  } catch {
    return null;
  }
}

/**
 * Runs projects of vitest.config.ts and counts their tests.
 * @param filters parts of file names; none = all.
 * @param isShown passes vitest's own output on while it runs; otherwise it is shown only on failure.
 */
export async function runVitest(options: {
  projects: string[];
  filters?: string[];
  env?: Record<string, string>;
  isShown: boolean;
}): Promise<Tally> {
  const folder = mkdtempSync(join(tmpdir(), 'geko-report-'));
  const file = join(folder, 'report.json');
  const args = [
    'run',
    ...options.projects.map((name) => `--project=${name}`),
    '--passWithNoTests',
    '--reporter=default',
    '--reporter=json',
    `--outputFile.json=${file}`,
    ...(options.filters ?? []),
  ];
  const step = { name: `tests: ${options.projects.join(', ')}`, command: program('vitest'), args };
  try {
    const result = await runStep(step, { ...hermeticEnv(), ...options.env }, options.isShown);
    report(step.name, options.isShown ? { ...result, output: '' } : result);
    return tallyVitest(readReport(file), result.exitCode);
  } finally {
    rmSync(folder, { recursive: true, force: true });
  }
}
