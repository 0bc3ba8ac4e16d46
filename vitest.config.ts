import { defineConfig } from 'vitest/config';
import { LongestFirst } from './tooling/bootstrap/src/checks/longest-first.ts';

const rooms = ['apps', 'packages', 'tooling'];
const everywhere = (name: string) => rooms.map((room) => `${room}/**/${name}`);
const never = ['**/node_modules/**', '**/.next*/**', '**/.data/**'];
const browserTests = 'apps/web/e2e';
const webSetup = `./${browserTests}/global-setup.ts`;

/**
 * Projects run one after the other (`groupOrder`): two cores are no place for a browser beside a load of databases. Without
 * `isolate` a worker keeps what it has imported for its next file, where importing took up to half of the time.
 */
export default defineConfig({
  test: {
    maxWorkers: 2,
    sequence: { sequencer: LongestFirst },
    projects: [
      {
        test: {
          name: 'unit',
          isolate: false,
          include: everywhere('*.test.{ts,tsx}'),
          exclude: [...never, '**/*.db.test.ts'],
          testTimeout: 20_000,
          sequence: { groupOrder: 1 },
        },
      },
      {
        test: {
          name: 'db',
          isolate: false,
          include: everywhere('*.db.test.ts'),
          exclude: never,
          globalSetup: ['./packages/db/src/testing/global-setup.ts'],
          // How many random inputs each procedure takes; `npm run test:fuzz` sends more.
          provide: {
            fuzzRuns: Number(process.env['GEKO_FUZZ_RUNS'] ?? 500),
            // How many lives of money, and holds that race; `npm run test:money` takes ten times as many.
            moneyRuns: Number(process.env['GEKO_MONEY_RUNS'] ?? 500),
            raceHolds: Number(process.env['GEKO_RACE_HOLDS'] ?? 10_000),
            // Purchases whose webhooks go wrong in every way; `npm run test:billing` makes ten times as many.
            purchases: Number(process.env['GEKO_PURCHASES'] ?? 100),
            // Connections killed under load; `npm run test:database-failure` kills ten times as many.
            databaseKills: Number(process.env['GEKO_DATABASE_KILLS'] ?? 50),
            // Calls of a month that is invoiced; `npm run test:invoices` has ten times as many.
            invoicedCalls: Number(process.env['GEKO_INVOICED_CALLS'] ?? 1_000),
          },
          testTimeout: 60_000,
          hookTimeout: 60_000,
          sequence: { groupOrder: 2 },
        },
      },
      {
        test: {
          name: 'e2e',
          isolate: false,
          include: [`${browserTests}/*.e2e.ts`, 'apps/desktop/smoke/*.e2e.ts'],
          exclude: [...never, `${browserTests}/*.house.e2e.ts`],
          globalSetup: [webSetup],
          testTimeout: 120_000,
          hookTimeout: 180_000,
          sequence: { groupOrder: 3 },
        },
      },
      {
        test: {
          // What changes, scripts or lists what all people of an installation share: one file at a time.
          name: 'e2e-house',
          isolate: false,
          include: [`${browserTests}/*.house.e2e.ts`],
          exclude: never,
          globalSetup: [webSetup],
          testTimeout: 120_000,
          hookTimeout: 180_000,
          fileParallelism: false,
          // Of the files whose tests only look at pages, which mostly wait for them.
          maxConcurrency: 2,
          sequence: { groupOrder: 4 },
        },
      },
      {
        test: {
          name: 'commands',
          include: ['tooling/**/*.e2e.ts'],
          exclude: never,
          testTimeout: 120_000,
          hookTimeout: 180_000,
          fileParallelism: false,
          sequence: { groupOrder: 5 },
        },
      },
    ],
  },
});
