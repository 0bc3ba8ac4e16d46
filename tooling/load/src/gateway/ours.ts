import { randomInt, randomUUID } from 'node:crypto';
import { mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import {
  startEmbeddedPostgres,
  type EmbeddedPostgres,
} from '@geko/db/embedded/start-embedded-postgres';
import { registerOnPaygo, type LoadPerson } from '@geko/house/load-person';
import { startHouse, type House } from '@geko/house/start-house';

/** A company of one person, and keys to call by. */
export type Caller = LoadPerson & { keys: string[] };

/** Geko as `npm start` runs it, on a database of its own, and who calls it. */
export type Ours = {
  house: House;
  postgres: EmbeddedPostgres;
  /** The supervisor, with the web server and the worker below it. */
  pid: number;
  webPid: number;
  /** Each in a workspace of their own. */
  people: Caller[];
  /** One workspace that is called by many keys, as each of them may call only so often. */
  hot: Caller;
  stop: () => Promise<void>;
};

type HouseFile = { supervisor: { pid: number }; children: Record<string, { pid: number }> };

/** Starts Geko and registers the workspaces. */
export async function startOurs(facts: {
  providerUrl: string;
  workspaces: number;
  hotKeys: number;
}): Promise<Ours> {
  const folder = mkdtempSync(join(tmpdir(), 'geko-gateway-'));
  const clear = () => rmSync(folder, { recursive: true, force: true });
  try {
    const house = await startHouse({ folder, providerUrl: facts.providerUrl });
    const stop = async () => {
      await house.stop();
      clear();
    };
    try {
      const { supervisor, children } = JSON.parse(
        readFileSync(join(house.dataDir, 'house.json'), 'utf8'),
      ) as HouseFile;
      const [hot, ...people] = await registerOnPaygo(house, facts.workspaces + 1);
      if (!hot) throw new Error('nobody was registered');
      return {
        house,
        postgres: await startEmbeddedPostgres({ dataDir: join(house.dataDir, 'postgres') }),
        pid: supervisor.pid,
        webPid: children['web']?.pid ?? 0,
        people: await Promise.all(people.map(async (person) => await withKeys(person, 1))),
        hot: await withKeys(hot, facts.hotKeys),
        stop,
      };
    } catch (error) {
      await stop();
      throw error;
    }
  } catch (error) {
    clear();
    throw error;
  }
}

async function withKeys(person: LoadPerson, count: number): Promise<Caller> {
  const keys: string[] = [];
  for (let n = 0; n < count; n += 1) {
    const made = await mutate<{ secret: string }>(person, 'apiKeys.create', {
      id: randomUUID(),
      name: `Bench ${n}`,
      scopes: ['chat'],
    });
    keys.push(made.secret);
  }
  return { ...person, keys };
}

/** Calls a procedure in somebody's workspace. @throws Error with the answer when it is refused. */
export async function mutate<Answer>(
  person: LoadPerson,
  procedure: string,
  input: object,
): Promise<Answer> {
  const { workspaceId } = person;
  const body = { json: { workspaceId, ...input } };
  const response = await person.post(`/api/trpc/${procedure}`, body);
  if (!response.ok) throw new Error(`${procedure}: ${await response.text()}`);
  const answer = (await response.json()) as { result: { data: { json: Answer } } };
  return answer.result.data.json;
}

/** People come from addresses of their own, so that limits by address do not meet the load. */
export function someAddress(): Record<string, string> {
  return { 'x-forwarded-for': `10.1.${randomInt(256)}.${randomInt(256)}` };
}
