import { existsSync } from 'node:fs';
import { chromium, type Browser } from 'playwright';

const args = [
  '--no-sandbox',
  '--disable-gpu',
  '--disable-quic',
  '--no-first-run',
  '--disable-background-networking',
  '--disable-component-update',
  '--disable-sync',
];

/** Chromium: the one CHROME_PATH names, Debian's, or Playwright's own; with more switches of its command line. */
export async function launchBrowser(moreArgs: readonly string[] = []): Promise<Browser> {
  const places = [process.env['CHROME_PATH'] ?? '', '/usr/bin/chromium'];
  const executablePath = places.find((place) => place !== '' && existsSync(place));
  return await chromium.launch({
    args: [...args, ...moreArgs],
    ...(executablePath !== undefined && { executablePath }),
  });
}
