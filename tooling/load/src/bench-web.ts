import { randomUUID } from 'node:crypto';
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { freePort } from '@geko/house/free-port';
import { launchBrowser } from '@geko/house/launch-browser';
import { registerOnPaygo, signIn, type LoadPerson } from '@geko/house/load-person';
import { startHouse, type House } from '@geko/house/start-house';
import { startProvider } from '@geko/house/start-provider';
import { measureFirstLoad, type PageToLoad } from './web/first-load.ts';
import { addConversations, lengthenConversation } from './web/fill-database.ts';
import { measureLighthouse } from './web/lighthouse.ts';
import { measureLongConversation } from './web/long-conversation.ts';
import { measureLongList } from './web/long-list.ts';
import { markdownSample } from './web/markdown-sample.ts';
import { isKept, reportTable, type Row } from './web/report.ts';
import { measureStreaming } from './web/streaming.ts';

const CONVERSATIONS = 10_000;
const MESSAGES = 500;
const ROUNDS = { lighthouse: 3, streaming: 3, mounts: 7 };

const usage = `npm run bench:web [-- part …]

Measures the production build in Chromium beside its budgets: Markdown tables on stdout, exit code 1 when a budget is
missed. Parts: load (first-load JavaScript), lighthouse, stream (a 60 kB Markdown answer), lists (10,000
conversations, 500 messages). All of them without a name.
`;

type Part = 'load' | 'lighthouse' | 'stream' | 'lists';
const parts: readonly Part[] = ['load', 'lighthouse', 'stream', 'lists'];

async function main(wanted: readonly Part[]): Promise<boolean> {
  const folder = mkdtempSync(join(tmpdir(), 'geko-bench-'));
  const provider = await startProvider({ needsHolds: false });
  try {
    const house = await startHouse({ folder, providerUrl: provider.url });
    try {
      return await measure(house, provider.url, wanted);
    } finally {
      await house.stop();
    }
  } finally {
    await provider.stop();
    rmSync(folder, { recursive: true, force: true });
  }
}

async function measure(
  house: House,
  providerUrl: string,
  wanted: readonly Part[],
): Promise<boolean> {
  const port = await freePort();
  const browser = await launchBrowser([`--remote-debugging-port=${port}`]);
  try {
    const [person, reader] = await registerOnPaygo(house, 2);
    if (person === undefined || reader === undefined) throw new Error('nobody was registered');
    const conversationId = await converse(person);
    const { cookie } = await signIn(house, 'auth.login', house.accounts.operator);
    const pages = pagesFor(person, { conversationId, operatorCookie: cookie });
    const first = pages.filter(({ isForPhones }) => isForPhones);
    const rows: Row[] = [];
    const tell = (title: string, measured: readonly Row[]) => {
      rows.push(...measured);
      console.log(reportTable(title, measured));
    };
    if (wanted.includes('load'))
      tell('First-load JavaScript, gzip', await measureFirstLoad(browser, house, pages));
    if (wanted.includes('lighthouse')) {
      const facts = { house, port, rounds: ROUNDS.lighthouse };
      tell('Lighthouse, mobile', await measureLighthouse(facts, first));
    }
    if (wanted.includes('stream')) {
      const facts = { browser, house, person, providerUrl, rounds: ROUNDS.streaming };
      tell('A streamed answer of 60 kB Markdown', await measureStreaming(facts));
    }
    if (wanted.includes('lists')) {
      const facts = { browser, house, person: reader, rounds: ROUNDS.mounts };
      const longId = await converse(reader);
      await lengthenConversation(house, { conversationId: longId, messages: MESSAGES });
      tell(
        'A long conversation',
        await measureLongConversation({ ...facts, conversationId: longId, messages: MESSAGES }),
      );
      const { workspaceId } = reader;
      await addConversations(house, { workspaceId, count: CONVERSATIONS });
      tell('A long list', await measureLongList({ ...facts, count: CONVERSATIONS }));
    }
    const missed = rows.filter((row) => !isKept(row)).length;
    console.log(missed === 0 ? 'Every budget is kept.' : `${missed} of the budgets are missed.`);
    return missed === 0;
  } finally {
    await browser.close();
  }
}

/** Has a question of this person answered with Markdown. @returns the conversation's id. */
async function converse(person: LoadPerson): Promise<string> {
  const conversationId = randomUUID();
  const { workspaceId } = person;
  const text = `Hello [[fake: text="${markdownSample(1).replaceAll('"', '')}"]]`;
  const message = { id: randomUUID(), text };
  const body = { workspaceId, conversationId, modelId: 'gpt-4o-mini', message };
  const response = await person.post('/api/chat', body);
  const answer = await response.text();
  if (!response.ok || !answer.includes('[DONE]')) throw new Error(`${response.status} ${answer}`);
  return conversationId;
}

type Page = PageToLoad & { isForPhones: boolean };

function pagesFor(
  { workspaceId, cookie }: LoadPerson,
  { conversationId, operatorCookie }: { conversationId: string; operatorCookie: string },
): Page[] {
  const home = `/w/${workspaceId}`;
  const page = (name: string, path: string, more: Partial<Page> = {}): Page => ({
    name,
    path,
    cookie,
    kind: 'other',
    isForPhones: false,
    ...more,
  });
  return [
    page('landing', '/', { cookie: null, isForPhones: true }),
    page('sign in', '/sign-in', { cookie: null, isForPhones: true }),
    page('register', '/register', { cookie: null }),
    page('chat', home, { kind: 'chat', isForPhones: true }),
    page('conversation', `${home}/c/${conversationId}`, { kind: 'chat' }),
    page('usage', `${home}/usage`),
    page('models', `${home}/models`),
    page('settings', `${home}/settings`),
    page('operator', '/admin', { cookie: operatorCookie }),
  ];
}

const names = process.argv.slice(2);
const wanted = parts.filter((part) => names.length === 0 || names.includes(part));
if (names.includes('--help') || names.some((name) => !parts.includes(name as Part))) {
  process.stdout.write(usage);
  process.exitCode = names.includes('--help') ? 0 : 2;
} else {
  process.exitCode = (await main(wanted)) ? 0 : 1;
}
