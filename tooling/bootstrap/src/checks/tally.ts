/** How many things passed, failed and were skipped. */
export type Tally = { passed: number; failed: number; skipped: number };

/** The sum of several tallies. */
export function sum(tallies: readonly Tally[]): Tally {
  return tallies.reduce(
    (total, part) => ({
      passed: total.passed + part.passed,
      failed: total.failed + part.failed,
      skipped: total.skipped + part.skipped,
    }),
    { passed: 0, failed: 0, skipped: 0 },
  );
}

/** The last line of a run: `N passed, N failed`, and how many were skipped when any were. */
export function totals({ passed, failed, skipped }: Tally): string {
  const always = `${passed} passed, ${failed} failed`;
  return skipped === 0 ? always : `${always}, ${skipped} skipped`;
}

/** The part of vitest's JSON report that is counted. */
export type VitestReport = {
  numPassedTests: number;
  numFailedTests: number;
  numPendingTests: number;
  numTodoTests: number;
  testResults: { status: string; assertionResults: { status: string }[] }[];
};

/**
 * Counts a vitest run. A file that did not load has no tests to count and counts as one failure; so does a run that
 * ended badly although every test passed (an unhandled rejection), or that left no report.
 * @param report null when there is none.
 */
export function tallyVitest(report: VitestReport | null, exitCode: number): Tally {
  if (report === null) return { passed: 0, failed: 1, skipped: 0 };
  const unloaded = report.testResults.filter(
    (file) =>
      file.status === 'failed' && !file.assertionResults.some((one) => one.status === 'failed'),
  ).length;
  const failed = report.numFailedTests + unloaded;
  return {
    passed: report.numPassedTests,
    failed: failed === 0 && exitCode !== 0 ? 1 : failed,
    skipped: report.numPendingTests + report.numTodoTests,
  };
}
