import { randomUUID } from 'node:crypto';
import { isDeepStrictEqual } from 'node:util';
import fc from 'fast-check';
import postgres from 'postgres';
import { afterAll, beforeAll, expect, inject, test } from 'vitest';
import { createTestDatabase, type TestDatabase } from '@geko/db/testing/test-database';
import type { SetLimit } from '@geko/domain/limits';
import { verifyLedger } from './ledger/verify-ledger.ts';
import { type End, MoneyOracle, type OpenHold } from './testing/money-oracle.ts';
import { anySteps, type LimitSlot, moneyModels, type Step } from './testing/money-steps.ts';
import { type MoneyWorld, openMoneyWorld, prepareMoney } from './testing/money-world.ts';

declare module 'vitest' {
  export interface ProvidedContext {
    /** How many lives the money of a workspace is led through. */
    moneyRuns: number;
  }
}

const MOST_STEPS = 60;
/** At once: the database works beside us. */
const LANES = 2;
const START = new Date('2027-01-20T09:30:00Z');
const HOUR_MS = 3_600_000;

let database: TestDatabase;
let reader: postgres.Sql;
beforeAll(async () => {
  database = await createTestDatabase(inject('ownerUrl'), { maxConnections: LANES });
  await prepareMoney(database.ownerUrl);
  reader = postgres(database.ownerUrl, { max: 1, onnotice: () => undefined });
  await reader`set role geko_system`;
});
afterAll(async () => {
  await reader.end();
  await database.drop();
});

const seen = new Map<string, number>();
const note = (what: string) => seen.set(what, (seen.get(what) ?? 0) + 1);
const pick = <T>(list: readonly T[], which: number): T | undefined => list[which % list.length];

const textOf = (words: number) => Array.from({ length: words }, () => 'coin').join(' ');

/** How a call may end, and what a provider of the OpenAI dialect would have said. */
function endOf(hold: OpenHold, step: Extract<Step, { kind: 'end' }>): End & { rawUsage: unknown } {
  const output = Math.round((hold.maxOutputTokens * step.percent) / 100);
  const none = { usage: null, rawUsage: null };
  const told = (input: number, tokens: number) => ({
    usage: {
      inputTokens: input,
      outputTokens: tokens,
      cachedInputTokens: null,
      cacheWriteTokens: null,
      reasoningTokens: null,
    },
    rawUsage: { prompt_tokens: input, completion_tokens: tokens },
  });
  const begun = { hasStarted: true, hasDelivered: true, outputTokens: output };
  switch (step.how) {
    case 'finished':
      return { status: 'finished', ...begun, ...told(hold.inputTokens, output) };
    case 'overshot':
      return {
        status: 'finished' as const,
        ...begun,
        ...told(hold.inputTokens + 7, hold.maxOutputTokens + 5),
      };
    case 'silent':
      return { status: 'finished', ...begun, ...none };
    case 'stopped':
      return { status: 'stopped', ...begun, hasDelivered: output > 0, ...none };
    case 'failed':
      return {
        status: 'failed' as const,
        ...none,
        outputTokens: 0,
        hasStarted: false,
        hasDelivered: false,
      };
  }
}

/** Small caps, by meter, from nothing to about ten calls. */
const capOf = ({ meter }: LimitSlot, tightness: number) =>
  ({ tokens: 20, requests: 0.1, charge: 12_000 })[meter] * (100 - tightness);

function limitOf(slot: LimitSlot, members: readonly string[]) {
  const [kind, index] = slot.subject.split(' ');
  const at = Number(index ?? 0);
  if (kind === 'member') return { kind, id: members[at] ?? '' } as const;
  if (kind === 'model') return { kind, id: moneyModels[at]?.id ?? '' } as const;
  return { kind: kind === 'workspace' ? 'workspace' : 'each_member' } as const;
}

async function setLimit(
  world: MoneyWorld,
  oracle: MoneyOracle,
  { slot, tightness, overflow }: Extract<Step, { kind: 'limit' }>,
): Promise<void> {
  const subject = limitOf(slot, world.members);
  const subjectId = 'id' in subject ? subject.id : '';
  const cap = Math.floor(capOf(slot, tightness));
  const { meter, period } = slot;
  const there = oracle.limits.find(
    (limit) =>
      limit.subjectKind === subject.kind &&
      limit.subjectId === subjectId &&
      limit.meter === meter &&
      limit.period === period,
  );
  if (there) {
    note(BigInt(cap) < there.cap && oracle.open.length > 0 ? 'lowered while calls run' : 'changed');
    await world.changeLimit(there.id, cap);
    there.cap = BigInt(cap);
    return;
  }
  const id = randomUUID();
  const { workspaceId } = world;
  await world.setLimit({ workspaceId, id, subject, meter, cap, period, anchorAt: null, overflow });
  const limit: SetLimit = {
    id,
    subjectKind: subject.kind,
    subjectId,
    meter,
    period,
    overflow,
    cap: BigInt(cap),
    anchorAt: null,
  };
  oracle.limits.push(limit);
  oracle.begin(limit);
}

async function removeLimit(world: MoneyWorld, oracle: MoneyOracle, which: number): Promise<void> {
  const gone = pick(oracle.limits, which);
  if (!gone) return;
  await world.removeLimit(gone.id);
  oracle.limits.splice(oracle.limits.indexOf(gone), 1);
  if (gone.subjectKind !== 'member') return;
  const general = oracle.limits.find(
    ({ subjectKind, meter, period }) =>
      subjectKind === 'each_member' && meter === gone.meter && period === gone.period,
  );
  if (general) oracle.begin({ ...general, subjectKind: 'member', subjectId: gone.subjectId });
}

async function ask(
  world: MoneyWorld,
  oracle: MoneyOracle,
  step: Extract<Step, { kind: 'hold' | 'explain' }>,
): Promise<void> {
  const call = { userId: world.members[step.member], model: moneyModels[step.model] };
  const asked = { userId: call.userId, modelId: call.model.id, text: textOf(step.words) };
  const expected = oracle.decide(call, asked.text);
  const output = expected?.choice.maxOutputTokens ?? null;
  if (step.kind === 'explain') {
    expect(await world.explain(asked)).toBe(output);
    return;
  }
  const id = randomUUID();
  expect(await world.hold(id, asked)).toBe(output);
  if (expected) oracle.hold(id, call, expected);
  const funding = expected?.admission.options[expected.choice.option]?.funding ?? 'refused';
  note(output !== null && output < call.model.maxOutputTokens ? `${funding}, clamped` : funding);
}

async function carryOut(world: MoneyWorld, oracle: MoneyOracle, step: Step): Promise<void> {
  switch (step.kind) {
    case 'grant': {
      const id = randomUUID();
      const { lot: kind, nano, hours } = step;
      const expiresAt = hours === null ? null : new Date(oracle.now.getTime() + hours * HOUR_MS);
      await world.grant({ id, kind, amountNano: nano, expiresAt });
      return oracle.grant({ id, kind, granted: nano, expiresAt });
    }
    case 'hold':
    case 'explain':
      return ask(world, oracle, step);
    case 'end': {
      const hold = pick(oracle.open, step.which);
      if (!hold) return;
      const end = endOf(hold, step);
      expect(await world.end(hold.id, end)).toBe(true);
      note(step.how);
      return oracle.settle(hold, end);
    }
    case 'crash': {
      const hold = pick(oracle.open, step.which);
      if (!hold) return;
      await world.crash(hold.id);
      note('crashed');
      return oracle.settle(hold, {
        status: 'interrupted',
        usage: null,
        outputTokens: 0,
        hasStarted: true,
        hasDelivered: false,
      });
    }
    case 'second end': {
      const settled = pick(oracle.receipts, step.which);
      if (!settled) return;
      const end = endOf(settled.hold, { kind: 'end', which: 0, how: 'finished', percent: 50 });
      expect(await world.end(settled.hold.id, end)).toBe(false);
      return;
    }
    case 'correct': {
      const receipt = pick(oracle.receipts, step.which);
      if (!receipt) return;
      const { hold } = receipt;
      const { usage, rawUsage } = endOf(hold, { ...step, kind: 'end', how: 'finished' });
      if (usage === null) return;
      const isChanged = await world.correct(hold.id, hold.userId, usage, rawUsage);
      expect(isChanged).toBe(oracle.correct(receipt, usage));
      if (isChanged) note('corrected');
      return;
    }
    case 'expire':
      await world.expire();
      return oracle.expire();
    case 'limit':
      return setLimit(world, oracle, step);
    case 'unlimit':
      return removeLimit(world, oracle, step.which);
    case 'plan':
      await world.setPlan(step.planId);
      oracle.planId = step.planId;
      return;
    case 'clock': {
      const before = oracle.now;
      oracle.now = new Date(before.getTime() + step.hours * HOUR_MS);
      world.setNow(oracle.now);
      if (before.getUTCMonth() !== oracle.now.getUTCMonth()) note('a new month');
    }
  }
}

/** One life: every step on the database and in memory, and after each the same figures in both. */
async function live(steps: readonly Step[]): Promise<void> {
  const world = await openMoneyWorld(database, reader, START);
  const oracle = new MoneyOracle({ now: START, members: world.members });
  for (const [index, step] of steps.entries()) {
    await carryOut(world, oracle, step);
    const [found, expected] = [await world.read(), oracle.expected()];
    if (isDeepStrictEqual(found, expected)) continue;
    expect({ after: index, step, ...(found as object) }).toEqual({
      after: index,
      step,
      ...expected,
    });
  }
  expect(world.faults).toEqual([]);
}

test.concurrent.each(Array.from({ length: LANES }, (_, lane) => lane))(
  'the money of a workspace is what a ledger in memory says, after every step of any life (lane %i)',
  async () => {
    const numRuns = Math.ceil(inject('moneyRuns') / LANES);
    await fc.assert(fc.asyncProperty(anySteps(MOST_STEPS), live), { numRuns });
  },
  3_600_000,
);

test('everything came up in those lives, and all their books verify', async () => {
  for (const what of [
    'included',
    'credits',
    'postpaid',
    'refused',
    'included, clamped',
    'credits, clamped',
    'finished',
    'overshot',
    'silent',
    'stopped',
    'failed',
    'crashed',
    'corrected',
    'lowered while calls run',
    'a new month',
  ]) {
    const isOften = (seen.get(what) ?? 0) >= Math.floor(inject('moneyRuns') / 100);
    expect([what, isOften]).toEqual([what, true]);
  }
  const { checked, problems } = await verifyLedger({ sql: reader, workspaceId: null });
  expect(problems).toEqual([]);
  expect(Object.values(checked).every((count) => count > inject('moneyRuns') / 10)).toBe(true);
});
