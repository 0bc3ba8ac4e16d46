import { randomUUID } from 'node:crypto';
import postgres from 'postgres';
import { MAX_CAP } from '@geko/contracts/limits';
import { makeAgent, open } from './caller.ts';
import type { Bench } from './contenders.ts';
import { mutate } from './ours.ts';
import { startReplica } from './replica.ts';
import type { Stoppable } from './stoppable.ts';
import { byKey, inTurn } from './ways.ts';

const CALLERS = 200;
const BUDGET = 50;
const PROCESSES = 4;
/** As many calls at once, so often, make the account hot on a server: it holds a block ahead then. */
const [HEAT_CALLS, HEAT_ROUNDS] = [32, 3];

/** Lets 200 callers over four servers, which all hold blocks ahead, ask at once for what 50 of them may have. */
export async function benchOverspend({ ours }: Bench): Promise<void> {
  const person = ours.hot;
  const replicas: Stoppable[] = [];
  const agent = makeAgent();
  try {
    for (let n = 1; n < PROCESSES; n += 1) replicas.push(await startReplica(ours.webPid, {}));
    const urls = [ours.house.url, ...replicas.map(({ url }) => url)];
    const nextKey = inTurn(person.keys);
    const call = async (url: string, delayMs: number): Promise<number | undefined> => {
      const way = byKey(url, nextKey(), { chunks: 50, delayMs, isStream: true });
      const response = await open(agent, way);
      response.resume();
      await new Promise((resolve) => void response.once('end', resolve));
      return response.statusCode;
    };
    for (let round = 0; round < HEAT_ROUNDS; round += 1) {
      const calls = urls.flatMap((url) => Array.from({ length: HEAT_CALLS }, () => call(url, 0)));
      await Promise.all(calls);
    }
    const ahead = await countBlanks(ours.postgres.ownerUrl);
    // A limit counts what was called before it, too.
    const used = await usedRequests(person);
    const limit = await mutate<{ id: string }>(person, 'limits.create', {
      id: randomUUID(),
      subject: { kind: 'workspace' },
      meter: 'requests',
      cap: used + BUDGET,
      period: 'year',
    });
    const nextUrl = inTurn(urls);
    const statuses = await Promise.all(
      Array.from({ length: CALLERS }, async () => await call(nextUrl(), 10)),
    );
    const admitted = statuses.filter((status) => status === 200).length;
    const refused = statuses.filter((status) => status === 402 || status === 429).length;
    await mutate(person, 'limits.remove', { id: limit.id });
    console.log(
      `\n### ${CALLERS} callers at once over ${PROCESSES} servers, a budget of ${BUDGET} calls\n`,
    );
    console.log('| Held ahead before | Admitted | Refused | Otherwise | Overspent |');
    console.log('| ---: | ---: | ---: | ---: | ---: |');
    console.log(
      `| ${ahead} | ${admitted} | ${refused} | ${CALLERS - admitted - refused} | ${Math.max(0, admitted - BUDGET)} |`,
    );
  } finally {
    agent.destroy();
    await Promise.all(replicas.map(async (replica) => await replica.stop()));
  }
}

/** How many holds are taken ahead of calls. */
async function countBlanks(ownerUrl: string): Promise<number> {
  const sql = postgres(ownerUrl, { max: 1, connection: { role: 'geko_system' } });
  try {
    const [row] = await sql<{ count: number }[]>`
      select count(*)::int as count from holds where is_blank`;
    return row?.count ?? 0;
  } finally {
    await sql.end();
  }
}

/** How many calls a workspace has made this year. */
async function usedRequests(person: Parameters<typeof mutate>[0]): Promise<number> {
  const probe = await mutate<{ id: string; now: { used: string } | null }>(
    person,
    'limits.create',
    {
      id: randomUUID(),
      subject: { kind: 'workspace' },
      meter: 'requests',
      cap: MAX_CAP,
      period: 'year',
    },
  );
  await mutate(person, 'limits.remove', { id: probe.id });
  return Number(probe.now?.used ?? 0);
}
