import { existsSync } from 'node:fs';
import { createRequire } from 'node:module';
import { join } from 'node:path';

/** Where the program lies in a distribution of Electron's. */
const inside: Partial<Record<NodeJS.Platform, string>> = {
  darwin: 'Electron.app/Contents/MacOS/Electron',
  win32: 'electron.exe',
};

/**
 * Electron's program: of the folder that ELECTRON_OVERRIDE_DIST_PATH names, else the one that its package downloads the first
 * time that it is asked.
 * @throws Error that says what to do
 */
export function electronProgram(
  env: Readonly<Record<string, string | undefined>>,
  platform: NodeJS.Platform = process.platform,
): string {
  const folder = env['ELECTRON_OVERRIDE_DIST_PATH'] ?? '';
  if (folder !== '') {
    const program = join(folder, inside[platform] ?? 'electron');
    if (existsSync(program)) return program;
    throw new Error(`ELECTRON_OVERRIDE_DIST_PATH names no Electron: there is no ${program}.`);
  }
  try {
    // The package's one export is the path.
    return createRequire(import.meta.url)('electron') as string;
  } catch (cause) {
    throw new Error(
      'Electron’s program is not here and cannot be downloaded from GitHub. Connect to the network, name a mirror\n' +
        '(ELECTRON_MIRROR), or name the folder of an Electron that you have: ELECTRON_OVERRIDE_DIST_PATH=/path/to/electron-v45-linux-x64',
      { cause },
    );
  }
}
