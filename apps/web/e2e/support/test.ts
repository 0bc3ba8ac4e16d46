import { mkdirSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import type { Page } from 'playwright';
import { inject, test as base } from 'vitest';
import { launchBrowser } from '@geko/house/launch-browser';
import { Visitor, type VisitorOptions } from './visitor.ts';

/** The folder for pictures of every page that a test looks at; without it nobody wants them. */
const shotsFolder = process.env['GEKO_E2E_SHOTS'];
/** Where pictures go of what was on screen when a test failed. */
const failuresFolder = shotsFolder ?? join(tmpdir(), 'geko-e2e-failures');

/** Takes a picture of a page as it stands, where pictures are wanted. */
export async function shoot(page: Page, name: string): Promise<void> {
  if (shotsFolder !== undefined) await takePicture(page, shotsFolder, name);
}

async function takePicture(page: Page, folder: string, name: string): Promise<void> {
  mkdirSync(folder, { recursive: true });
  const path = join(folder, `${name.replaceAll(/[^\w.-]+/gu, '-')}.png`);
  await page.screenshot({ path, animations: 'disabled' });
}

/** What was on screen, for where only what was printed is kept. */
async function printPage(page: Page, name: string): Promise<void> {
  const seen = await page.locator('body').ariaSnapshot({ timeout: 2_000 });
  process.stdout.write(`${name}: ${page.url()}\n${seen.slice(0, 4_000)}\n`);
}

/**
 * A test with `visit`: opens a browser profile of its own for each person it needs. When the test ends, profiles are
 * closed; errors in a console that were not announced fail it, and so do flaws that `inspect` has found.
 */
export const test = base
  .extend('browser', { scope: 'worker' }, async ({}, { onCleanup }) => {
    const browser = await launchBrowser();
    onCleanup(async () => await browser.close());
    return browser;
  })
  .extend('visit', async ({ browser, task }, { onCleanup }) => {
    const visitors: Visitor[] = [];
    onCleanup(async () => {
      for (const [index, { page }] of task.result?.state === 'fail' ? visitors.entries() : []) {
        await takePicture(page, failuresFolder, `${task.name}-${index}`).catch(() => undefined);
        await printPage(page, `${task.name}, page ${index}`).catch(() => undefined);
      }
      const errors = visitors.flatMap(({ consoleErrors }) => consoleErrors);
      const flaws = visitors.flatMap((visitor) => visitor.flaws);
      for (const visitor of visitors) await visitor.context.close();
      if (errors.length > 0) throw new Error(`Errors in the console:\n${errors.join('\n')}`);
      if (flaws.length > 0) throw new Error(`Flaws of pages:\n${flaws.join('\n')}`);
    });
    return async (options: VisitorOptions = {}): Promise<Visitor> => {
      const visitor = await Visitor.open(browser, options.house ?? inject('house'), options);
      visitors.push(visitor);
      return visitor;
    };
  });
