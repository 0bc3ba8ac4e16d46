import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import type { Page } from 'playwright';
import { bundleOfflinePages } from '@geko/desktop/build/bundle-offline-pages';
import { answerBundled } from '@geko/desktop/main/bundled-pages';
import { BUNDLED_SCHEME, OFFLINE_URL } from '@geko/desktop/main/url-rules';

/** Chromium knows no geko-app://, so its pages have this origin here. It is never asked for: every request is answered by us. */
const ORIGIN = 'https://geko-app.test';

let folder: Promise<string> | undefined;

/** Bundled once for all tests of a worker. */
async function bundle(): Promise<string> {
  const into = mkdtempSync(join(tmpdir(), 'geko-offline-'));
  process.once('exit', () => rmSync(into, { recursive: true, force: true }));
  await bundleOfflinePages(into);
  return into;
}

/** Serves the pages that come with the app to a page of the browser, by what serves them in the app. */
export async function openOfflinePages(page: Page): Promise<{ url: string }> {
  await page.route(`${ORIGIN}/**`, async (route) => {
    const { pathname } = new URL(route.request().url());
    folder ??= bundle();
    const answer = await answerBundled(await folder, `${BUNDLED_SCHEME}://offline${pathname}`);
    await route.fulfill({
      status: answer.status,
      headers: Object.fromEntries(answer.headers),
      body: Buffer.from(await answer.arrayBuffer()),
    });
  });
  return { url: `${ORIGIN}${new URL(OFFLINE_URL).pathname}` };
}
