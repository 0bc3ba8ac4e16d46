import { randomUUID } from 'node:crypto';
import { eq } from 'drizzle-orm';
import { afterAll, beforeAll, describe, expect, inject, test } from 'vitest';
import type { ErrorBody } from '@geko/contracts/errors';
import { inTenant } from '@geko/db/client';
import { workspaceSubscriptions } from '@geko/db/schema/tenancy';
import { holds } from '@geko/db/schema/money';
import { sweepLeases } from '@geko/services/chat/sweep-leases';
import { openBooks, type Books, type TurnFacts } from './testing/books.ts';
import {
  openTestHouse,
  REVOKED_KEY,
  type TestHouse,
  type TestServer,
} from './testing/test-house.ts';
import { registerPerson, type TestPerson } from './testing/test-person.ts';
import { watch, type Viewer } from './testing/viewer.ts';

const IDLE_MS = 700;

type Ending = {
  name: string;
  /** Directive to the fake provider. */
  script: string;
  status: 'finished' | 'stopped' | 'failed' | 'interrupted';
  /** Status of the answer to whoever waits for it; 200 without. */
  http?: number;
  errorCode?: string;
  /** 'nothing', all that the provider sent, or some of it. */
  delivers: 'nothing' | 'all' | 'some';
  isEstimated: boolean;
  /** The provider's own count is not what it sent. */
  hasOddCount?: boolean;
  key?: string;
  /** What happens to the turn while it runs. */
  act?: (run: Run) => Promise<void>;
};

type Run = {
  person: TestPerson;
  server: TestServer;
  conversationId: string;
  turnId: string;
  /** Some text was shown to somebody. */
  hasText: () => Promise<void>;
};

let house: TestHouse;
let other: TestServer;
let books: Books;
beforeAll(async () => {
  house = await openTestHouse(inject('ownerUrl'), { idleTimeoutMs: IDLE_MS });
  other = house.addServer();
  books = await openBooks(house);
});
afterAll(async () => {
  await books.close();
  await house.close();
});

const endings: Ending[] = [
  {
    name: 'finish',
    script: 'reply=60 delay=8',
    status: 'finished',
    delivers: 'all',
    isEstimated: false,
  },
  {
    name: 'stop, asked for at another server',
    script: 'reply=4000 delay=8',
    status: 'stopped',
    delivers: 'some',
    isEstimated: true,
    act: async ({ person, conversationId, hasText }) => {
      await hasText();
      const { workspaceId } = person;
      expect((await person.mutate('chat.stop', { workspaceId, conversationId })).error).toBeNull();
    },
  },
  {
    name: 'stop before the first token',
    script: 'fault=slow wait=5000',
    status: 'stopped',
    delivers: 'nothing',
    isEstimated: true,
    act: async ({ person, conversationId }) => {
      const { workspaceId } = person;
      expect((await person.mutate('chat.stop', { workspaceId, conversationId })).error).toBeNull();
    },
  },
  {
    name: 'the provider refuses the key',
    script: 'reply=9',
    key: REVOKED_KEY,
    status: 'failed',
    http: 503,
    errorCode: 'PROVIDER_UNAVAILABLE',
    delivers: 'nothing',
    isEstimated: false,
  },
  {
    name: 'the provider says 429',
    script: 'fault=429',
    status: 'failed',
    http: 503,
    errorCode: 'PROVIDER_UNAVAILABLE',
    delivers: 'nothing',
    isEstimated: false,
  },
  {
    name: 'the provider says 500',
    script: 'fault=500',
    status: 'failed',
    http: 502,
    errorCode: 'PROVIDER_FAILED',
    delivers: 'nothing',
    isEstimated: false,
  },
  {
    name: 'reset before the first token',
    script: 'fault=reset-before',
    status: 'failed',
    http: 502,
    errorCode: 'PROVIDER_FAILED',
    delivers: 'nothing',
    isEstimated: false,
  },
  {
    name: 'reset in the middle',
    script: 'fault=reset-after reply=80 tokens=40 delay=8',
    status: 'failed',
    errorCode: 'PROVIDER_FAILED',
    delivers: 'some',
    isEstimated: true,
  },
  {
    name: 'an error part in the middle',
    script: 'fault=error-chunk reply=80 tokens=40 delay=8',
    status: 'failed',
    // What it says is that it is overloaded.
    errorCode: 'PROVIDER_UNAVAILABLE',
    delivers: 'all',
    isEstimated: true,
  },
  {
    name: 'a line that is no JSON',
    script: 'fault=bad-json reply=80 tokens=40 delay=8',
    status: 'failed',
    errorCode: 'PROVIDER_FAILED',
    delivers: 'some',
    isEstimated: false,
  },
  {
    name: 'no usage',
    script: 'fault=no-usage reply=60 delay=8',
    status: 'finished',
    delivers: 'all',
    isEstimated: true,
  },
  {
    name: 'usage twice',
    script: 'fault=usage-twice reply=60 delay=8',
    status: 'finished',
    delivers: 'all',
    isEstimated: false,
  },
  {
    name: 'usage of zero',
    script: 'fault=usage-zero reply=60 delay=8',
    status: 'finished',
    delivers: 'all',
    isEstimated: false,
    hasOddCount: true,
  },
  {
    name: 'no finish reason',
    script: 'fault=no-finish reply=60 delay=8',
    status: 'failed',
    errorCode: 'PROVIDER_FAILED',
    delivers: 'all',
    isEstimated: true,
  },
  {
    name: 'silence before the first token',
    script: 'fault=hang',
    status: 'failed',
    http: 502,
    errorCode: 'PROVIDER_FAILED',
    delivers: 'nothing',
    isEstimated: false,
  },
  {
    name: 'silence in the middle',
    script: 'fault=hang-after reply=80 tokens=40 delay=8',
    status: 'failed',
    errorCode: 'PROVIDER_FAILED',
    delivers: 'all',
    isEstimated: true,
  },
  {
    name: 'the server is told to stop',
    script: 'reply=4000 delay=8',
    status: 'interrupted',
    delivers: 'some',
    isEstimated: true,
    act: async ({ server, hasText }) => {
      await hasText();
      await server.stop();
    },
  },
  {
    name: 'the server is told to stop before the first token',
    script: 'fault=slow wait=5000',
    status: 'interrupted',
    delivers: 'nothing',
    isEstimated: true,
    act: ({ server }) => server.stop(),
  },
  {
    name: 'the process is gone, its lease runs out',
    script: 'reply=4000 delay=8',
    status: 'interrupted',
    delivers: 'some',
    isEstimated: true,
    act: async (run) => {
      await run.hasText();
      run.server.crash();
      await expireLease(run);
      await sweepUntilClosed(run);
    },
  },
  {
    name: 'the process is gone before the first token',
    script: 'fault=slow wait=5000',
    status: 'interrupted',
    delivers: 'nothing',
    isEstimated: true,
    act: async (run) => {
      run.server.crash();
      await expireLease(run);
      await sweepUntilClosed(run);
    },
  },
  {
    name: 'the lease runs out under a process that lives on',
    script: 'reply=4000 delay=8',
    status: 'interrupted',
    delivers: 'some',
    isEstimated: true,
    act: async (run) => {
      await run.hasText();
      await expireLease(run);
      await sweepUntilClosed(run);
    },
  },
];

async function expireLease({ person, turnId }: Run): Promise<void> {
  await inWorkspaceOf(person, (tx) =>
    tx
      .update(holds)
      .set({ leaseUntil: new Date(0) })
      .where(eq(holds.id, turnId)),
  );
}

/** Sweeps as the worker does, from another server. */
async function sweepUntilClosed({ turnId }: Run): Promise<void> {
  await until(async () => {
    await sweepLeases(other);
    return (await books.turn(turnId)).turn?.isClosed === true;
  });
}

async function inWorkspaceOf<T>(
  person: TestPerson,
  fn: Parameters<typeof inTenant<T>>[2],
): Promise<T> {
  const { userId, workspaceId } = person;
  const [row] = await books.sql<
    { tenant_id: string }[]
  >`select tenant_id from workspaces where id = ${workspaceId}`;
  return inTenant(house.database.db, { userId, workspaceId, tenantId: row?.tenant_id ?? '' }, fn);
}

const viewings = ['present', 'gone', 'second viewer'] as const;
/** free: every limit is held and settled; paygo: what is delivered is charged. */
const plans = ['free', 'paygo'] as const;

describe.each(viewings)('viewer %s', (viewing) => {
  test.concurrent.for(endings)('$name', async (ending) => {
    for (const plan of plans) {
      const person = await registerPerson(house);
      if (plan !== 'free') {
        await inWorkspaceOf(person, (tx) =>
          tx.update(workspaceSubscriptions).set({ planId: plan }),
        );
      }
      await prove(ending, viewing, person, plan);
    }
  });
});

async function prove(
  ending: Ending,
  viewing: (typeof viewings)[number],
  person: TestPerson,
  plan: (typeof plans)[number],
): Promise<void> {
  const { workspaceId } = person;
  const server = house.addServer({ key: ending.key ?? 'sk-test-1', maxConnections: 4 });
  const conversationId = randomUUID();
  const turnId = randomUUID();
  const leave = new AbortController();
  const answer = person.post(
    '/api/chat',
    {
      workspaceId,
      conversationId,
      modelId: 'gpt-5-nano',
      message: { id: turnId, text: `Say something. [[fake: ${ending.script}]]` },
    },
    { server, signal: leave.signal },
  );
  const first = answer.then(async (response) => ({ response, viewer: watch(response.clone()) }));
  await isUnderWay(turnId);
  const hasText = () => until(async () => (await books.turn(turnId)).parts.length > 2);
  if (viewing === 'gone') {
    if (ending.delivers !== 'nothing') await (await first).viewer.firstText;
    leave.abort();
  }
  const others: Joined[] = [];
  if (viewing === 'second viewer') {
    others.push(...(await joinAll(person, turnId, server)));
    if (ending.delivers !== 'nothing') {
      await hasText();
      others.push(...(await joinAll(person, turnId, server)));
    }
  }
  await ending.act?.({ person, server, conversationId, turnId, hasText });
  await until(async () => (await books.turn(turnId)).turn?.isClosed === true);
  const facts = await books.turn(turnId);
  const isCrash = ending.name.includes('process is gone');

  expect(facts.turn?.status).toBe(ending.status);
  expect(facts.turn?.errorCode).toBe(ending.errorCode ?? null);
  expect(facts.userMessages).toHaveLength(1);
  await expectOneSettlement(ending, person, facts, plan);
  await expectAsTheProviderLogged(ending, turnId, facts);

  const text = facts.answers[0] ?? '';
  expect(facts.parts.map((part) => part.text).join('')).toBe(text);
  expect(facts.parts.map((part) => part.seq)).toEqual(facts.parts.map((_, index) => index + 1));
  if (!isCrash && viewing !== 'gone') {
    const { response, viewer } = await first;
    expect(response.status).toBe(ending.http ?? 200);
    if (response.ok) await expectSeen(viewer, ending, text, facts);
    else {
      const { error } = (await response.json()) as ErrorBody;
      expect(error.code).toBe(ending.errorCode);
      expect(error.remedies).toContainEqual({ kind: 'retry' });
    }
  }
  if (isCrash && viewing !== 'gone' && ending.delivers !== 'nothing') {
    // What somebody saw before the process died is in the answer.
    expect(text.startsWith((await first).viewer.text)).toBe(true);
    leave.abort();
  }
  for (const { viewer, after, isDoomed } of others) {
    if (isCrash && isDoomed) continue;
    const rest = facts.parts
      .filter((part) => part.seq > after)
      .map((part) => part.text)
      .join('');
    await expectSeen(viewer, ending, rest, facts);
  }
  const late = watch(
    await person.get(`/api/chat/turns/${turnId}/stream?workspaceId=${workspaceId}`, {
      server: other,
    }),
  );
  await expectSeen(late, ending, text, facts);
  await server.stop();
}

async function until(isTrue: () => Promise<boolean>): Promise<void> {
  const deadline = performance.now() + 15_000;
  while (!(await isTrue())) {
    if (performance.now() > deadline) throw new Error('it did not happen within 15 s');
    await new Promise((resolve) => setTimeout(resolve, 30));
  }
}

/** The turn is saved, and its call is on its way. */
async function isUnderWay(turnId: string): Promise<void> {
  await until(() =>
    Promise.resolve(
      house.provider.log.entries().some((entry) => entry.headers['x-geko-hold'] === turnId),
    ),
  );
}

/** isDoomed: at the server which something happens to. */
type Joined = { viewer: Viewer; after: number; isDoomed: boolean };

/** Joins from the beginning and from the third part on, at the turn's server and at another. */
async function joinAll(person: TestPerson, turnId: string, server: TestServer): Promise<Joined[]> {
  const path = `/api/chat/turns/${turnId}/stream?workspaceId=${person.workspaceId}`;
  const join = async (at: TestServer, after: number) => {
    const response = await person.get(`${path}&after=${after}`, { server: at });
    expect(response.status).toBe(200);
    return { viewer: watch(response), after, isDoomed: at === server };
  };
  return Promise.all([join(server, 0), join(server, 2), join(other, 0), join(other, 2)]);
}

async function expectSeen(
  viewer: Viewer,
  ending: Ending,
  text: string,
  facts: TurnFacts,
): Promise<void> {
  await viewer.done;
  expect(viewer.isComplete).toBe(true);
  expect(viewer.text).toBe(text);
  expect(viewer.end?.status ?? 'finished').toBe(ending.status);
  const [usage] = facts.usage;
  expect(viewer.receipt).toMatchObject({
    turnId: usage?.id,
    costNano: usage?.costNano,
    chargeNano: usage?.chargeNano,
    isEstimated: usage?.isEstimated,
    totalTokens: usage?.totalTokens,
    outcome: usage?.outcome,
  });
}

async function expectOneSettlement(
  ending: Ending,
  { workspaceId }: TestPerson,
  facts: TurnFacts,
  plan: (typeof plans)[number],
): Promise<void> {
  expect(facts.holds.map((hold) => hold.status)).toEqual(['settled']);
  expect(facts.answers).toHaveLength(1);
  expect(facts.usage).toHaveLength(1);
  const [usage] = facts.usage;
  if (!usage) return;
  expect(usage.outcome).toBe(ending.status);
  expect(usage.isEstimated).toBe(ending.isEstimated);
  expect(facts.journals).toBe(usage.costNano === '0' ? 0 : 1);
  if (ending.delivers === 'nothing') {
    expect(facts.answers).toEqual(['']);
    expect(usage).toMatchObject({ chargeNano: '0', meteredTokens: 0 });
  } else if (!ending.hasOddCount) {
    expect(BigInt(usage.costNano)).toBeGreaterThan(0n);
    if (plan === 'paygo') expect(BigInt(usage.chargeNano)).toBeGreaterThan(0n);
  }
  const counters = await books.counters(workspaceId);
  expect(counters.map(({ held }) => held)).toEqual(counters.map(() => 0));
  for (const { meter, used } of counters) {
    // Whoever stops a call has used it, as far as the number of requests goes.
    const requests = ending.delivers === 'nothing' && ending.status !== 'stopped' ? 0 : 1;
    expect(used).toBe(meter === 'tokens' ? usage.meteredTokens : requests);
  }
  if (plan === 'free') expect(counters.length).toBe(3);
  expect(await books.problems(workspaceId)).toEqual([]);
}

/** The provider's log is the other side's book: text and tokens must agree with ours. */
async function expectAsTheProviderLogged(
  ending: Ending,
  turnId: string,
  facts: TurnFacts,
): Promise<void> {
  const entries = house.provider.log
    .entries()
    .filter((entry) => entry.headers['x-geko-hold'] === turnId);
  expect(entries).toHaveLength(1);
  const [entry] = entries;
  const [usage] = facts.usage;
  if (!entry || !usage) return;
  if (ending.delivers === 'all') expect(facts.answers[0]).toBe(entry.text);
  else expect(entry.text?.startsWith(facts.answers[0] ?? '')).toBe(true);
  if (usage.isEstimated || ending.hasOddCount) return;
  const wasCalled = entry.usageReported !== null;
  expect(usage.inputTokens).toBe(wasCalled ? entry.promptTokens : 0);
  expect(usage.outputTokens).toBe(wasCalled ? entry.outputTokensSent + entry.reasoningTokens : 0);
}
