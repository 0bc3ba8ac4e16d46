import { randomUUID } from 'node:crypto';
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { startHouse } from '@geko/house/start-house';
import { startProvider } from '@geko/house/start-provider';
import { registerOnPaygo, type LoadPerson } from '@geko/house/load-person';
import { spreadOf } from './spread.ts';

const CALLS = 400;

type Ask = (id: string) => Promise<Response>;

const inputOf = (input: object) => encodeURIComponent(JSON.stringify({ json: input }));

/**
 * `npm run bench:strangers`: how long a stranger waits for the answer to an id of another company, beside that to an id
 * that nothing has, in alternating calls to the production build. That both take the same work, statement by statement,
 * is proven by the sweep; this prints what the clock shows of it.
 */
async function main(): Promise<void> {
  const folder = mkdtempSync(join(tmpdir(), 'geko-load-'));
  const provider = await startProvider();
  try {
    const house = await startHouse({ folder, providerUrl: provider.url });
    try {
      const [owner, stranger] = await registerOnPaygo(house, 2);
      if (owner && stranger) await compare(house.url, owner, stranger);
    } finally {
      await house.stop();
    }
  } finally {
    await provider.stop();
    rmSync(folder, { recursive: true, force: true });
  }
}

async function compare(url: string, owner: LoadPerson, stranger: LoadPerson): Promise<void> {
  const { workspaceId } = stranger;
  const conversationId = randomUUID();
  const message = { id: randomUUID(), text: 'Hello [[fake: reply=3 delay=0]]' };
  const chat = { workspaceId: owner.workspaceId, conversationId, modelId: 'gpt-4o-mini', message };
  await (await owner.post('/api/chat', chat)).text();
  const get = (path: string) => fetch(`${url}${path}`, { headers: { cookie: stranger.cookie } });
  const asks: [string, string, Ask][] = [
    [
      'workspace.get',
      owner.workspaceId,
      (id) => get(`/api/trpc/workspace.get?input=${inputOf({ workspaceId: id })}`),
    ],
    [
      'chat.get',
      conversationId,
      (id) => get(`/api/trpc/chat.get?input=${inputOf({ workspaceId, conversationId: id })}`),
    ],
    [
      'chat.rename',
      conversationId,
      (id) =>
        stranger.post('/api/trpc/chat.rename', {
          json: { workspaceId, conversationId: id, title: 'Mine' },
        }),
    ],
    [
      'turns/:id/stream',
      message.id,
      (id) => get(`/api/chat/turns/${id}/stream?workspaceId=${workspaceId}`),
    ],
    ['/w/:id', owner.workspaceId, (id) => get(`/w/${id}`)],
  ];
  console.log('| Asked for | Foreign, median ms | Missing, median ms | Foreign ÷ missing |');
  console.log('| --- | ---: | ---: | ---: |');
  for (const [name, id, ask] of asks) {
    const [foreign, missing]: [number[], number[]] = [[], []];
    for (let call = 0; call < CALLS; call += 1) {
      foreign.push(await time(ask, id));
      missing.push(await time(ask, randomUUID()));
    }
    const [f, m] = [spreadOf(foreign).median, spreadOf(missing).median];
    console.log(`| ${name} | ${f.toFixed(2)} | ${m.toFixed(2)} | ${(f / m).toFixed(3)} |`);
  }
}

/** @throws Error unless it is refused as missing. */
async function time(ask: Ask, id: string): Promise<number> {
  const beganAt = performance.now();
  const response = await ask(id);
  await response.text();
  const took = performance.now() - beganAt;
  if (response.status !== 404) throw new Error(`${response.status} from ${response.url}`);
  return took;
}

await main();
