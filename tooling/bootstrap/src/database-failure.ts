import { parseArgs } from 'node:util';
import { runVitest } from './checks/run-vitest.ts';
import { totals } from './checks/tally.ts';

const usage = `Usage: npm run test:database-failure -- [--kills=500]

Kills so many connections of the application under load, and restarts the database once for every fifty of them: nobody gets
anything but an answer or a 503, no process ends, and the books agree; npm test takes a tenth.

  --kills  how many connections (500 without)
`;

/** null when the command line is not understood. */
function readKills(): number | null {
  try {
    const { values } = parseArgs({ options: { kills: { type: 'string', default: '500' } } });
    const kills = Number(values.kills);
    return Number.isInteger(kills) && kills > 0 ? kills : null;
  } catch {
    return null;
  }
}

const kills = readKills();
if (kills === null) {
  process.stderr.write(usage);
  process.exitCode = 2;
} else {
  const tally = await runVitest({
    projects: ['db'],
    filters: ['packages/api/src/database-failure'],
    env: { GEKO_DATABASE_KILLS: String(kills) },
    isShown: true,
  });
  process.stdout.write(`\n${totals(tally)}\n`);
  process.exitCode = tally.failed === 0 ? 0 : 1;
}
