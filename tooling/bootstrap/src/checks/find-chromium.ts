import { spawnSync } from 'node:child_process';
import { existsSync } from 'node:fs';
import { createRequire } from 'node:module';
import { join } from 'node:path';
import { program, root } from '../root.ts';

const usualPlaces = [
  '/usr/bin/chromium',
  '/usr/bin/chromium-browser',
  '/usr/bin/google-chrome',
  '/opt/google/chrome/chrome',
  '/Applications/Google Chrome.app/Contents/MacOS/Google Chrome',
  '/Applications/Chromium.app/Contents/MacOS/Chromium',
  String.raw`C:\Program Files\Google\Chrome\Application\chrome.exe`,
];

type Playwright = { chromium: { executablePath: () => string } };

/** Where Playwright keeps its own Chromium, installed or not. */
function playwrightsOwn(): string {
  const load = createRequire(join(root, 'apps/web/package.json'));
  return (load('playwright') as Playwright).chromium.executablePath();
}

function look(): string | null {
  const places = [process.env['CHROME_PATH'] ?? '', ...usualPlaces, playwrightsOwn()];
  return places.find((place) => place !== '' && existsSync(place)) ?? null;
}

function run(command: string, args: string[]): boolean {
  process.stdout.write(`Installing Chromium: ${command} ${args.join(' ')}\n`);
  const env = { ...process.env, DEBIAN_FRONTEND: 'noninteractive' };
  const shell = process.platform === 'win32';
  return spawnSync(command, args, { env, shell, stdio: 'inherit' }).status === 0;
}

/** Debian's package where we may install it, otherwise Playwright's download. */
function install(): void {
  const isDebianRoot = process.getuid?.() === 0 && existsSync('/etc/debian_version');
  if (isDebianRoot && run('apt-get', ['update', '-q'])) {
    if (run('apt-get', ['install', '-y', '-q', '--no-install-recommends', 'chromium'])) return;
  }
  run(program('playwright', 'apps/web'), ['install', 'chromium']);
}

/**
 * A Chromium or Chrome for the browser tests: CHROME_PATH, one that is installed, Playwright's, or one installed now.
 * @returns its path; null when there is none and none can be had.
 */
export function findChromium(): string | null {
  const found = look();
  if (found !== null) return found;
  install();
  return look();
}
