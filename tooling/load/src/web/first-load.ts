import { gzipSync } from 'node:zlib';
import type { Browser } from 'playwright';
import type { House } from '@geko/house/start-house';
import type { Row } from './report.ts';
import { visit } from './visit.ts';

/** A page to be opened, and as whom. */
export type PageToLoad = {
  name: string;
  path: string;
  cookie: string | null;
  kind: 'chat' | 'other';
};

const BUDGET_KB = { chat: 350, other: 220 };
const BYTES_PER_KB = 1000;

/**
 * The JavaScript that a first visit with an empty cache brings: every script of the main thread up to the idle
 * network, those that come only with the data among them; gzip of their bodies. What a worker loads is not counted: it
 * runs elsewhere, and only where there is code to colour.
 */
export async function measureFirstLoad(
  browser: Browser,
  house: House,
  pages: readonly PageToLoad[],
): Promise<Row[]> {
  const rows: Row[] = [];
  for (const { name, path, cookie, kind } of pages) {
    const bytes = await visit({ browser, house, cookie }, async (page) => {
      const bodies: Promise<Buffer>[] = [];
      page.on('response', (response) => {
        if (response.request().resourceType() === 'script') bodies.push(response.body());
      });
      await page.goto(path, { waitUntil: 'networkidle' });
      const sizes = (await Promise.all(bodies)).map((body) => gzipSync(body).length);
      return sizes.reduce((sum, size) => sum + size, 0);
    });
    rows.push({
      what: name,
      unit: 'kB',
      values: [bytes / BYTES_PER_KB],
      budget: { atMost: BUDGET_KB[kind] },
    });
  }
  return rows;
}
