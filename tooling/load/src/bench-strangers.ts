import { randomUUID } from 'node:crypto';
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { startHouse } from '@geko/house/start-house';
import { startProvider } from '@geko/house/start-provider';
import { registerOnPaygo, type LoadPerson } from '@geko/house/load-person';
import { spreadOf } from './spread.ts';

const CALLS = 400;

type Ask = (stranger: LoadPerson, id: string) => Promise<Response>;

const inputOf = (input: object) => encodeURIComponent(JSON.stringify({ json: input }));

/**
 * `npm run bench:strangers`: how long a stranger waits for the answer to an id of another company, beside that to an id
 * that nothing has, in alternating calls to the production build. That both take the same work, statement by statement,
 * is proven by the sweep; this prints what the clock shows of it.
 */
async function main(): Promise<void> {
  const folder = mkdtempSync(join(tmpdir(), 'geko-load-'));
  const provider = await startProvider({ needsHolds: false });
  try {
    const house = await startHouse({ folder, providerUrl: provider.url });
    try {
      const [owner] = await registerOnPaygo(house, 1);
      // One for each row: a person may ask 1,200 times a minute.
      if (owner) await compare(house.url, owner, await registerOnPaygo(house, 5));
    } finally {
      await house.stop();
    }
  } finally {
    await provider.stop();
    rmSync(folder, { recursive: true, force: true });
  }
}

async function compare(url: string, owner: LoadPerson, strangers: LoadPerson[]): Promise<void> {
  const conversationId = randomUUID();
  const message = { id: randomUUID(), text: 'Hello [[fake: reply=3 delay=0]]' };
  const chat = { workspaceId: owner.workspaceId, conversationId, modelId: 'gpt-4o-mini', message };
  await (await owner.post('/api/chat', chat)).text();
  const get = ({ cookie }: LoadPerson, path: string) =>
    fetch(`${url}${path}`, { headers: { cookie } });
  const asks: [string, string, Ask][] = [
    [
      'workspace.get',
      owner.workspaceId,
      (who, id) => get(who, `/api/trpc/workspace.get?input=${inputOf({ workspaceId: id })}`),
    ],
    [
      'chat.get',
      conversationId,
      (who, id) => {
        const input = inputOf({ workspaceId: who.workspaceId, conversationId: id });
        return get(who, `/api/trpc/chat.get?input=${input}`);
      },
    ],
    [
      'chat.rename',
      conversationId,
      (who, id) => {
        const input = { workspaceId: who.workspaceId, conversationId: id, title: 'Mine' };
        return who.post('/api/trpc/chat.rename', { json: input });
      },
    ],
    [
      'turns/:id/stream',
      message.id,
      (who, id) => get(who, `/api/chat/turns/${id}/stream?workspaceId=${who.workspaceId}`),
    ],
    ['/w/:id', owner.workspaceId, (who, id) => get(who, `/w/${id}`)],
  ];
  console.log('| Asked for | Foreign, median ms | Missing, median ms | Foreign ÷ missing |');
  console.log('| --- | ---: | ---: | ---: |');
  for (const [row, [name, id, ask]] of asks.entries()) {
    const stranger = strangers[row];
    if (!stranger) throw new Error('there are too few strangers');
    const [foreign, missing]: [number[], number[]] = [[], []];
    for (let call = 0; call < CALLS; call += 1) {
      foreign.push(await time(() => ask(stranger, id)));
      missing.push(await time(() => ask(stranger, randomUUID())));
    }
    const [f, m] = [spreadOf(foreign).median, spreadOf(missing).median];
    console.log(`| ${name} | ${f.toFixed(2)} | ${m.toFixed(2)} | ${(f / m).toFixed(3)} |`);
  }
}

/** @throws Error unless it is refused as missing. */
async function time(ask: () => Promise<Response>): Promise<number> {
  const beganAt = performance.now();
  const response = await ask();
  await response.text();
  const took = performance.now() - beganAt;
  if (response.status !== 404) throw new Error(`${response.status} from ${response.url}`);
  return took;
}

await main();
