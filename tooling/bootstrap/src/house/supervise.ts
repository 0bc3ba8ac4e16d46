import { describeSettings } from '@geko/config/setting-docs';
import { SettingsError } from '@geko/config/settings-error';
import { parseSettings } from '@geko/config/settings';
import type { Settings } from '@geko/config/settings';
import type { Mode } from './child-plans.ts';
import { openHouse } from './open-house.ts';

/** npm, the shell, the terminal and our parent may each pass on the very same Ctrl-C. */
const sameSignalMs = 700;

function readSettings(): Settings {
  try {
    return parseSettings(process.env);
  } catch (error) {
    if (!(error instanceof SettingsError)) throw error;
    process.stderr.write(`\n${error.message}\n\nAll settings: npm start -- --help\n`);
    return process.exit(1);
  }
}

/** Runs Geko until a signal, or until it can't go on. Exit codes: 0 stopped as told, 1 failed, 130 forced. */
export async function supervise(mode: Mode): Promise<void> {
  if (process.argv.includes('--help') || process.argv.includes('-h')) {
    const command = mode === 'production' ? 'npm start' : 'npm run dev';
    process.stdout.write(`Usage: ${command}\n\nSettings, by environment:\n${describeSettings()}\n`);
    return;
  }
  // Whoever read our output may be gone; that is no reason to leave children behind.
  for (const stream of [process.stdout, process.stderr]) stream.on('error', () => undefined);
  const settings = readSettings();
  let stoppingSince: number | null = null;

  const house = openHouse(settings, mode, (name) => {
    process.stderr.write(`\n${name} does not stay up. Stopping.\n`);
    void stop(1);
  });

  async function stop(exitCode: number): Promise<void> {
    stoppingSince ??= performance.now();
    await house.close();
    process.exit(exitCode);
  }

  function onSignal(): void {
    if (stoppingSince === null) {
      process.stdout.write('\nStopping ... (once more to force it)\n');
      void stop(0);
    } else if (performance.now() - stoppingSince > sameSignalMs) {
      house.kill();
      process.exit(130);
    }
  }

  for (const signal of ['SIGINT', 'SIGTERM', 'SIGHUP'] as const) process.on(signal, onSignal);
  // The channel to run.mjs breaks when that was killed.
  process.once('disconnect', () => stoppingSince === null && onSignal());

  try {
    await house.ready;
  } catch (error) {
    if (stoppingSince !== null) return;
    process.stderr.write(`\n${error instanceof Error ? error.message : String(error)}\n`);
    await stop(1);
  }
}
