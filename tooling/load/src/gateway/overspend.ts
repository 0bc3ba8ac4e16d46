import { randomUUID } from 'node:crypto';
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

/** Lets 200 callers over four servers ask at once for what 50 of them may have. */
export async function benchOverspend({ ours }: Bench): Promise<void> {
  const person = ours.people.at(-1);
  if (!person) throw new Error('there is nobody to call');
  const replicas: Stoppable[] = [];
  const agent = makeAgent();
  try {
    for (let n = 1; n < PROCESSES; n += 1) replicas.push(await startReplica(ours.webPid, {}));
    // A limit counts what was called before it, too.
    const used = await usedRequests(person);
    const limit = await mutate<{ id: string }>(person, 'limits.create', {
      id: randomUUID(),
      subject: { kind: 'workspace' },
      meter: 'requests',
      cap: used + BUDGET,
      period: 'year',
    });
    const nextUrl = inTurn([ours.house.url, ...replicas.map(({ url }) => url)]);
    const nextKey = inTurn(person.keys);
    const statuses = await Promise.all(
      Array.from({ length: CALLERS }, async () => {
        const way = byKey(nextUrl(), nextKey(), { chunks: 50, delayMs: 10, isStream: true });
        const response = await open(agent, way);
        response.resume();
        await new Promise((resolve) => void response.once('end', resolve));
        return response.statusCode;
      }),
    );
    const admitted = statuses.filter((status) => status === 200).length;
    const refused = statuses.filter((status) => status === 402 || status === 429).length;
    await mutate(person, 'limits.remove', { id: limit.id });
    console.log(
      `\n### ${CALLERS} callers at once over ${PROCESSES} servers, a budget of ${BUDGET} calls\n`,
    );
    console.log('| Admitted | Refused | Otherwise | Overspent |');
    console.log('| ---: | ---: | ---: | ---: |');
    console.log(
      `| ${admitted} | ${refused} | ${CALLERS - admitted - refused} | ${Math.max(0, admitted - BUDGET)} |`,
    );
  } finally {
    agent.destroy();
    await Promise.all(replicas.map(async (replica) => await replica.stop()));
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
