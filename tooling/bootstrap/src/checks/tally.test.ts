import { expect, test } from 'vitest';
import { sum, tallyVitest, totals } from './tally.ts';

const clean = {
  numPassedTests: 3,
  numFailedTests: 0,
  numPendingTests: 0,
  numTodoTests: 0,
  testResults: [{ status: 'passed', assertionResults: [{ status: 'passed' }] }],
};
const unloaded = { status: 'failed', assertionResults: [] };
const failing = { status: 'failed', assertionResults: [{ status: 'failed' }] };

test.each([
  ['all pass', clean, 0, { passed: 3, failed: 0, skipped: 0 }],
  ['no report', null, 1, { passed: 0, failed: 1, skipped: 0 }],
  ['a rejection nobody handled', clean, 1, { passed: 3, failed: 1, skipped: 0 }],
  [
    'a file that does not load',
    { ...clean, testResults: [unloaded] },
    1,
    { passed: 3, failed: 1, skipped: 0 },
  ],
  [
    'a failure counts once',
    { ...clean, numFailedTests: 1, testResults: [failing] },
    1,
    { passed: 3, failed: 1, skipped: 0 },
  ],
  [
    'skipped and to do',
    { ...clean, numPendingTests: 2, numTodoTests: 1 },
    0,
    { passed: 3, failed: 0, skipped: 3 },
  ],
])('%s', (_name, report, exitCode, tally) => {
  expect(tallyVitest(report, exitCode)).toEqual(tally);
});

test('the last line', () => {
  const parts = [
    { passed: 1, failed: 0, skipped: 0 },
    { passed: 2, failed: 1, skipped: 0 },
  ];
  expect(totals(sum(parts))).toBe('3 passed, 1 failed');
  expect(totals({ passed: 1, failed: 0, skipped: 2 })).toBe('1 passed, 0 failed, 2 skipped');
});
