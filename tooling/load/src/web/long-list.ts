import type { Browser, Page } from 'playwright';
import type { LoadPerson } from '@geko/house/load-person';
import type { House } from '@geko/house/start-house';
import { timeFirstSight, watchFirstSight } from './first-sight.ts';
import type { Row } from './report.ts';
import { visit } from './visit.ts';
import { timeMount, type Mount } from './watch-mount.ts';

const LIST = 'ul[aria-label="Conversations"]';
const MOUNT_MS = 50;
const NODES = 500;

type Facts = { browser: Browser; house: House; person: LoadPerson; count: number; rounds: number };

/**
 * The sidebar of somebody with thousands of conversations, once the person has scrolled to the very last so that all are
 * in memory: each time it is opened anew. Beside it the first load, where a page of them comes together with all else
 * that the screen asks for, while React still takes it over; that is a figure about the page, without a budget.
 */
export async function measureLongList(facts: Facts): Promise<Row[]> {
  const { browser, house, person, count, rounds } = facts;
  const first: number[] = [];
  for (let round = 0; round < rounds; round += 1) {
    first.push(
      await visit({ browser, house, cookie: person.cookie }, async (page) => {
        await watchFirstSight(page, `${LIST} a`);
        await page.goto(`/w/${person.workspaceId}`, { waitUntil: 'networkidle' });
        return await timeFirstSight(page, 'chat.list');
      }),
    );
  }
  return await visit({ browser, house, cookie: person.cookie }, async (page) => {
    await page.goto(`/w/${person.workspaceId}`, { waitUntil: 'networkidle' });
    await scrollToLast(page, count);
    const mounts: Mount[] = [];
    for (let round = 0; round < rounds; round += 1) {
      await page.getByRole('button', { name: 'Collapse sidebar' }).click();
      await page.locator(LIST).waitFor({ state: 'detached' });
      const click = 'button[aria-label="Expand sidebar"]';
      mounts.push(await timeMount(page, { click, wanted: `${LIST} a`, count: 20 }));
    }
    const nodes = await countNodes(page);
    const name = count.toLocaleString('en');
    return [
      {
        what: `${name} in memory, sidebar opened: laid out`,
        unit: 'ms',
        values: mounts.map(({ laidOutMs }) => laidOutMs),
        budget: { atMost: MOUNT_MS },
      },
      {
        what: 'the same, up to the painted frame',
        unit: 'ms',
        values: mounts.map(({ paintedMs }) => paintedMs),
        budget: null,
      },
      {
        what: `${name} on the server, first load of the page: from answer to laid out`,
        unit: 'ms',
        values: first,
        budget: null,
      },
      {
        what: 'nodes of the list, text among them',
        unit: '',
        values: [nodes],
        budget: { atMost: NODES },
      },
    ];
  });
}

/** Scrolls down until the last conversation has come, page by page. */
async function scrollToLast(page: Page, count: number): Promise<void> {
  const last = page.getByRole('link', { name: `Conversation ${count} about`, exact: false });
  const deadline = performance.now() + 180_000;
  while ((await last.count()) === 0) {
    if (performance.now() > deadline) throw new Error('the list does not come to its end');
    await page.locator(LIST).evaluate((list) => {
      const scroller = list.parentElement;
      if (scroller !== null) scroller.scrollTop = scroller.scrollHeight;
    });
    await page.waitForTimeout(20);
  }
}

async function countNodes(page: Page): Promise<number> {
  return await page.locator(LIST).evaluate((list) => {
    const walker = document.createTreeWalker(list, NodeFilter.SHOW_ELEMENT | NodeFilter.SHOW_TEXT);
    let count = 1;
    while (walker.nextNode() !== null) count += 1;
    return count;
  });
}
