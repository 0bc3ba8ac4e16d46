import type { Browser, Page } from 'playwright';
import type { LoadPerson } from '@geko/house/load-person';
import type { House } from '@geko/house/start-house';
import { timeFirstSight, watchFirstSight } from './first-sight.ts';
import type { Row } from './report.ts';
import { visit } from './visit.ts';
import { timeMount, type Mount } from './watch-mount.ts';

const ROW = '[data-row-id]';
const MOUNT_MS = 150;

type Facts = {
  browser: Browser;
  house: House;
  person: LoadPerson;
  conversationId: string;
  messages: number;
  rounds: number;
};

/**
 * A conversation of many messages: at the first load (a page of them), and, once the person has scrolled up to the
 * very first so that all are in memory, each time they come back to it from another page.
 */
export async function measureLongConversation(facts: Facts): Promise<Row[]> {
  const { browser, house, person, conversationId, messages, rounds } = facts;
  const path = `/w/${person.workspaceId}/c/${conversationId}`;
  const first: number[] = [];
  for (let round = 0; round < rounds; round += 1) {
    first.push(
      await visit({ browser, house, cookie: person.cookie }, async (page) => {
        await watchFirstSight(page, ROW);
        await page.goto(path, { waitUntil: 'networkidle' });
        return await timeFirstSight(page, 'chat.get');
      }),
    );
  }
  return await visit({ browser, house, cookie: person.cookie }, async (page) => {
    await page.goto(path, { waitUntil: 'networkidle' });
    await scrollToFirst(page, messages);
    const mounts: Mount[] = [];
    for (let round = 0; round < rounds; round += 1) {
      await page.getByRole('link', { name: 'New chat' }).click();
      await page.locator(ROW).first().waitFor({ state: 'detached' });
      await page.waitForTimeout(500);
      mounts.push(await timeMount(page, { click: null, wanted: ROW, count: messages }));
      await page.waitForLoadState('networkidle');
    }
    const budget = { atMost: MOUNT_MS };
    return [
      {
        what: `${messages} messages in memory, gone back to: laid out`,
        unit: 'ms',
        values: mounts.map(({ laidOutMs }) => laidOutMs),
        budget,
      },
      {
        what: 'the same, up to the painted frame',
        unit: 'ms',
        values: mounts.map(({ paintedMs }) => paintedMs),
        budget: null,
      },
      {
        what: `${messages} messages on the server, first load: from answer to laid out`,
        unit: 'ms',
        values: first,
        budget,
      },
    ];
  });
}

/** Scrolls up until every message has come, page by page. */
async function scrollToFirst(page: Page, messages: number): Promise<void> {
  const rows = page.locator(ROW);
  const deadline = performance.now() + 60_000;
  while ((await rows.count()) < messages) {
    if (performance.now() > deadline) throw new Error(`only ${await rows.count()} messages came`);
    await rows.first().evaluate((row) => row.scrollIntoView());
    await page.waitForTimeout(50);
  }
}
