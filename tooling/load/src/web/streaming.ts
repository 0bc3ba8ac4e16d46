import type { Browser, Page, Route } from 'playwright';
import type { LoadPerson } from '@geko/house/load-person';
import type { House } from '@geko/house/start-house';
import { between, openMainThreadClock, type MainThreadMs } from './main-thread.ts';
import { withLongestTask, type LongestTask } from './longest-task.ts';
import { markdownSample } from './markdown-sample.ts';
import type { Row } from './report.ts';
import { visit } from './visit.ts';

const ANSWER_CHARS = 60_000;
/** 3 tokens every 6 ms: some 400 to 500 a second, as the fastest providers give them. */
const PACE = { tokensPerChunk: 3, delay: 6 };
const LONGEST_UPDATE_MS = 50;
/** What Markdown is drawn by carries this class name, and no other script does. */
const MARK_OF_MARKDOWN = 'geko-prose';

type Facts = { browser: Browser; house: House; person: LoadPerson; providerUrl: string };
type Measured = { mainThread: MainThreadMs; longest: LongestTask };

/**
 * A streamed answer of 60 kB Markdown, from sending to its receipt. The control is the same page in the same browser
 * under the same stream, kept from fetching its Markdown renderer: it then draws the growing answer as plain text, at
 * every update all of it. So the two differ in nothing but the Markdown. Rounds alternate which comes first.
 */
export async function measureStreaming(facts: Facts & { rounds: number }): Promise<Row[]> {
  const markdown: Measured[] = [];
  const plain: Measured[] = [];
  for (let round = 0; round < facts.rounds; round += 1) {
    const isMarkdownFirst = round % 2 === 0;
    const first = await streamOnce(facts, isMarkdownFirst);
    const second = await streamOnce(facts, !isMarkdownFirst);
    markdown.push(isMarkdownFirst ? first : second);
    plain.push(isMarkdownFirst ? second : first);
  }
  const times = (all: Measured[], name: keyof MainThreadMs) =>
    all.map(({ mainThread }) => mainThread[name]);
  const told = (what: string, values: number[]): Row => ({
    what,
    unit: 'ms',
    values,
    budget: null,
  });
  return [
    {
      what: 'main-thread time ÷ that of plain text',
      unit: '',
      values: markdown.map(
        (one, i) => one.mainThread.all / (plain[i]?.mainThread.all ?? Number.NaN),
      ),
      budget: { atMost: 1 },
    },
    {
      what: 'longest update',
      unit: 'ms',
      values: markdown.map(({ longest }) => longest.wallMs),
      budget: { atMost: LONGEST_UPDATE_MS },
    },
    told(
      'longest update, its time on the processor',
      markdown.map(({ longest }) => longest.cpuMs),
    ),
    told(
      'longest update of plain text',
      plain.map(({ longest }) => longest.wallMs),
    ),
    told('main thread, Markdown', times(markdown, 'all')),
    told('of that, script', times(markdown, 'script')),
    told('of that, layout and style', times(markdown, 'layoutAndStyle')),
    told('main thread, plain text', times(plain, 'all')),
    told('of that, script', times(plain, 'script')),
    told('of that, layout and style', times(plain, 'layoutAndStyle')),
  ];
}

async function streamOnce(facts: Facts, isMarkdown: boolean): Promise<Measured> {
  const { browser, house, person, providerUrl } = facts;
  const text = markdownSample(ANSWER_CHARS);
  await scriptProvider(providerUrl, { ...PACE, text });
  return await visit({ browser, house, cookie: person.cookie }, async (page) => {
    if (!isMarkdown) await page.route('**/_next/static/**/*.js', withholdMarkdown);
    await page.addInitScript(
      (key) => window.localStorage.setItem(key, 'gpt-4o-mini'),
      `geko:model:${person.workspaceId}`,
    );
    await page.goto(`/w/${person.workspaceId}`, { waitUntil: 'networkidle' });
    const readClock = await openMainThreadClock(page);
    await page.getByRole('textbox').fill('Explain it at length.');
    await page.waitForTimeout(500);

    const before = await readClock();
    const { longest } = await withLongestTask(browser, page, async () => {
      await page.keyboard.press('Enter');
      await page.getByRole('button', { name: /receipt/iu }).waitFor({ timeout: 120_000 });
      // Colours of the last code blocks come from the worker.
      await page.waitForTimeout(500);
    });
    const mainThread = between(before, await readClock());
    await assertDrawn(page, { isMarkdown, text });
    return { mainThread, longest };
  });
}

/** Holds the Markdown renderer's script back for ever; every other script passes. */
async function withholdMarkdown(route: Route): Promise<void> {
  const response = await route.fetch();
  if (!(await response.text()).includes(MARK_OF_MARKDOWN)) await route.fulfill({ response });
}

/** A measurement of something else than what was meant is worse than none. */
async function assertDrawn(
  page: Page,
  { isMarkdown, text }: { isMarkdown: boolean; text: string },
): Promise<void> {
  const article = page.getByRole('article').last();
  const isDrawn = (await article.locator(`.${MARK_OF_MARKDOWN}`).count()) > 0;
  if (isDrawn !== isMarkdown) throw new Error(`Markdown drawn: ${isDrawn}, wanted: ${isMarkdown}`);
  if (isMarkdown) {
    const tables = await article.locator('table').count();
    const wanted = text.match(/^\| -/gmu)?.length;
    if (tables !== wanted) throw new Error(`${tables} tables are drawn of ${wanted}`);
  } else if (!((await article.textContent()) ?? '').includes(text.trim())) {
    throw new Error('the answer was not drawn in full');
  }
}

/** Tells the fake provider how to answer the next request. */
async function scriptProvider(providerUrl: string, script: object): Promise<void> {
  const response = await fetch(`${providerUrl}/__fake/faults`, {
    method: 'POST',
    body: JSON.stringify(script),
  });
  if (!response.ok) throw new Error(await response.text());
}
