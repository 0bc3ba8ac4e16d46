import { randomUUID } from 'node:crypto';
import { sql } from 'drizzle-orm';
import { expect } from 'vitest';
import type { ErrorBody } from '@geko/contracts/errors';
import { sweepLeases } from '@geko/services/chat/sweep-leases';
import type { Books, TurnFacts } from './books.ts';
import type { Ending } from './endings.ts';
import type { TestHouse, TestServer } from './test-house.ts';
import { registerPerson, type TestPerson } from './test-person.ts';
import { watch, type Viewer } from './viewer.ts';

/** other: a second server of the house, to which nothing happens. */
export type Stage = { house: TestHouse; other: TestServer; books: Books };

/** Who looks on while the answer is written. */
export const viewings = ['present', 'gone', 'second viewer'] as const;
/** free: every limit is held and settled; paygo: what is delivered is charged. */
export const plans = ['free', 'paygo'] as const;

type Case = {
  ending: Ending;
  viewing: (typeof viewings)[number];
  plan: (typeof plans)[number];
};

/** A provider that is silent for so long is given up; by those who are to be ended otherwise, however slow the machine, late. */
const IDLE_MS = 700;
const PATIENT_IDLE_MS = 20_000;

/** Runs one turn to this ending, watched like that, and looks at all that is kept and shown of it. */
export async function proveEnding(stage: Stage, { ending, viewing, plan }: Case): Promise<void> {
  const { house, other, books } = stage;
  const person = await registerPerson(house);
  const { workspaceId } = person;
  await house.setPlan(person, plan);
  const server = house.addServer({
    key: ending.key ?? 'sk-test-1',
    maxConnections: 4,
    idleTimeoutMs: ending.isSilent === true ? IDLE_MS : PATIENT_IDLE_MS,
  });
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
  await until(() => isUnderWay(house, turnId));
  const hasWords = ending.delivers !== 'nothing' && ending.isEmpty !== true;
  const hasText = () => until(async () => (await books.turn(turnId)).parts.length > 2);
  if (viewing === 'gone') {
    if (hasWords) await (await first).viewer.firstText;
    leave.abort();
  }
  const others: Joined[] = [];
  if (viewing === 'second viewer') {
    others.push(...(await joinAll([server, other], person, turnId)));
    if (hasWords) {
      await hasText();
      others.push(...(await joinAll([server, other], person, turnId)));
    }
  }
  const sweep = () => sweepUntilClosed(stage, { person, turnId });
  await ending.act?.({ person, server, conversationId, turnId, hasText, sweep });
  await until(async () => (await books.turn(turnId)).turn?.isClosed === true);
  const facts = await books.turn(turnId);

  expect(facts.turn?.status).toBe(ending.status);
  expect(facts.turn?.errorCode).toBe(ending.errorCode ?? null);
  expect(facts.userMessages).toHaveLength(1);
  await expectOneSettlement(books, { ending, plan }, person, facts);
  await expectAsTheProviderLogged(house, ending, { turnId, facts });

  const text = facts.answers[0] ?? '';
  expect(facts.parts.map((part) => part.text).join('')).toBe(text);
  expect(facts.parts.map((part) => part.seq)).toEqual(facts.parts.map((_, index) => index + 1));
  if (ending.isCrash !== true && viewing !== 'gone') {
    const { response, viewer } = await first;
    expect(response.status).toBe(ending.http ?? 200);
    if (response.ok) await expectSeen(viewer, ending, text, facts);
    else {
      const { error } = (await response.json()) as ErrorBody;
      expect(error.code).toBe(ending.errorCode);
      expect(error.remedies).toContainEqual({ kind: 'retry' });
    }
  }
  if (viewing === 'gone' && hasWords) expect(text.startsWith((await first).viewer.text)).toBe(true);
  if (ending.isCrash === true && viewing !== 'gone' && ending.delivers !== 'nothing') {
    // What somebody saw before the process died is in the answer.
    expect(text.startsWith((await first).viewer.text)).toBe(true);
    leave.abort();
  }
  for (const { viewer, after, isDoomed } of others) {
    if (ending.isCrash === true && isDoomed) continue;
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

/** The lease runs out, and a sweeper comes by, as the worker does, until the turn is closed. */
async function sweepUntilClosed(
  { house, other, books }: Stage,
  { person, turnId }: { person: TestPerson; turnId: string },
): Promise<void> {
  await house.inWorkspaceOf(person, (tx) =>
    tx.execute(sql`update holds set lease_until = '1970-01-01' where id = ${turnId}`),
  );
  await until(async () => {
    await sweepLeases(other);
    return (await books.turn(turnId)).turn?.isClosed === true;
  });
}

async function until(isTrue: () => boolean | Promise<boolean>): Promise<void> {
  const deadline = performance.now() + 15_000;
  while (!(await isTrue())) {
    if (performance.now() > deadline) throw new Error('it did not happen within 15 s');
    await new Promise((resolve) => setTimeout(resolve, 30));
  }
}

/** The turn is saved, and its call is on its way. */
const isUnderWay = (house: TestHouse, turnId: string) =>
  house.provider.log.entries().some((entry) => entry.headers['x-geko-hold'] === turnId);

/** isDoomed: at the server which something happens to. */
type Joined = { viewer: Viewer; after: number; isDoomed: boolean };

/** Joins from the beginning and from the third part on, at the turn's server and at another. */
async function joinAll(
  [server, other]: [TestServer, TestServer],
  person: TestPerson,
  turnId: string,
): Promise<Joined[]> {
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
  books: Books,
  { ending, plan }: Pick<Case, 'ending' | 'plan'>,
  { workspaceId }: TestPerson,
  facts: TurnFacts,
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
  house: TestHouse,
  ending: Ending,
  { turnId, facts }: { turnId: string; facts: TurnFacts },
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
