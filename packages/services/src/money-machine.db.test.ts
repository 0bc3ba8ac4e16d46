import { createHash, randomUUID } from 'node:crypto';
import { isDeepStrictEqual } from 'node:util';
import fc from 'fast-check';
import postgres from 'postgres';
import { afterAll, beforeAll, expect, inject, test } from 'vitest';
import { createTestDatabase, type TestDatabase } from '@geko/db/testing/test-database';
import type { SetLimit } from '@geko/domain/limits';
import { verifyLedger } from './ledger/verify-ledger.ts';
import { CompanyOracle } from './testing/company-oracle.ts';
import { endOf } from './testing/call-endings.ts';
import { MoneyOracle } from './testing/money-oracle.ts';
import {
  anySteps,
  COMPANY_ZONE,
  type LimitSlot,
  mediaModel,
  moneyModels,
  type PlacedStep,
  type Step,
} from './testing/money-steps.ts';
import { type MoneyPlace, openMoneyWorld, prepareMoney } from './testing/money-world.ts';

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

/** Small caps, by meter, from nothing to about ten calls. */
const capOf = ({ meter }: Pick<SetLimit, 'meter'>, tightness: number) =>
  Math.floor({ tokens: 20, requests: 0.1, charge: 12_000 }[meter] * (100 - tightness));

function limitOf(slot: LimitSlot, members: readonly string[]) {
  const [kind, index] = slot.subject.split(' ');
  const at = Number(index ?? 0);
  if (kind === 'member') return { kind, id: members[at] ?? '' } as const;
  if (kind === 'model') return { kind, id: moneyModels[at]?.id ?? '' } as const;
  if (kind === 'tenant') return { kind, timeZone: COMPANY_ZONE } as const;
  return { kind: kind === 'workspace' ? 'workspace' : 'each_member' } as const;
}

/** The limits that hold in a workspace: its own, and its company's. */
const limitsIn = (oracle: MoneyOracle) => [...oracle.limits, ...oracle.company.limits];
const listOf = (oracle: MoneyOracle, kind: SetLimit['subjectKind']) =>
  kind === 'tenant' ? oracle.company.limits : oracle.limits;

async function setLimit(
  place: MoneyPlace,
  oracle: MoneyOracle,
  { slot, tightness, overflow }: Extract<Step, { kind: 'limit' }>,
): Promise<void> {
  const subject = limitOf(slot, place.members);
  const subjectId = 'id' in subject ? subject.id : '';
  const cap = capOf(slot, tightness);
  const { meter, period } = slot;
  const there = limitsIn(oracle).find(
    (limit) =>
      limit.subjectKind === subject.kind &&
      limit.subjectId === subjectId &&
      limit.meter === meter &&
      limit.period === period,
  );
  if (there) return changeLimit(place, oracle, there, cap);
  const id = randomUUID();
  const { workspaceId } = place;
  await place.setLimit({ workspaceId, id, subject, meter, cap, period, anchorAt: null, overflow });
  const limit: SetLimit = {
    id,
    subjectKind: subject.kind,
    subjectId,
    meter,
    period,
    overflow,
    cap: BigInt(cap),
    anchorAt: null,
    timeZone: subject.kind === 'tenant' ? COMPANY_ZONE : null,
  };
  listOf(oracle, subject.kind).push(limit);
  oracle.begin(limit);
}

async function changeLimit(
  place: MoneyPlace,
  oracle: MoneyOracle,
  limit: SetLimit,
  cap: number,
): Promise<void> {
  note(BigInt(cap) < limit.cap && oracle.open.length > 0 ? 'lowered while calls run' : 'changed');
  await place.changeLimit(limit.id, cap);
  limit.cap = BigInt(cap);
}

async function removeLimit(place: MoneyPlace, oracle: MoneyOracle, which: number): Promise<void> {
  const gone = pick(limitsIn(oracle), which);
  if (!gone) return;
  await place.removeLimit(gone.id);
  const list = listOf(oracle, gone.subjectKind);
  list.splice(list.indexOf(gone), 1);
  if (gone.subjectKind !== 'member') return;
  const general = oracle.limits.find(
    ({ subjectKind, meter, period }) =>
      subjectKind === 'each_member' && meter === gone.meter && period === gone.period,
  );
  if (general) oracle.begin({ ...general, subjectKind: 'member', subjectId: gone.subjectId });
}

async function ask(
  place: MoneyPlace,
  oracle: MoneyOracle,
  step: Extract<Step, { kind: 'hold' | 'explain' }>,
): Promise<void> {
  const call = { userId: place.members[step.member], model: moneyModels[step.model] };
  const asked = { userId: call.userId, modelId: call.model.id, text: textOf(step.words) };
  const expected = oracle.decide(call, asked);
  const output = expected?.choice.maxOutputTokens ?? null;
  if (step.kind === 'explain') {
    expect(await place.explain(asked)).toBe(output);
    return;
  }
  const id = randomUUID();
  expect(await place.hold(id, asked)).toBe(output);
  if (expected) oracle.hold(id, call, expected);
  const funding = expected?.admission.options[expected.choice.option]?.funding ?? 'refused';
  note(output !== null && output < call.model.maxOutputTokens ? `${funding}, clamped` : funding);
  if (oracle.company.limits.length > 0) note(`${expected ? 'held' : 'refused'} under a company’s`);
}

async function make(
  place: MoneyPlace,
  oracle: MoneyOracle,
  { member, units }: Extract<Step, { kind: 'make' }>,
): Promise<void> {
  const call = { userId: place.members[member], model: mediaModel };
  const expected = oracle.decide(call, { units });
  const id = randomUUID();
  expect(await place.make(id, { userId: call.userId, units })).toBe(
    expected?.choice.maxOutputTokens ?? null,
  );
  if (expected) oracle.hold(id, call, expected);
  note(`${expected?.admission.options[expected.choice.option]?.funding ?? 'refused'}, made`);
}

async function renew(
  place: MoneyPlace,
  oracle: MoneyOracle,
  step: Extract<Step, { kind: 'renew' }>,
): Promise<void> {
  const { period, nano, hours } = step;
  const expiresAt = hours === null ? null : new Date(oracle.now.getTime() + hours * HOUR_MS);
  const periodKey = `period ${period}`;
  const granted = await place.renew({ periodKey, amountNano: nano, expiresAt });
  // The lot's id follows from the period.
  const name = `subscription ${place.workspaceId} ${periodKey}`;
  const id = createHash('md5')
    .update(name)
    .digest('hex')
    .replace(/^(.{8})(.{4})(.{4})(.{4})/u, '$1-$2-$3-$4-');
  expect(granted).toBe(oracle.renew(period, { id, granted: nano, expiresAt }));
  note(granted ? 'renewed' : 'not renewed');
}

async function carryOut(place: MoneyPlace, oracle: MoneyOracle, step: Step): Promise<void> {
  switch (step.kind) {
    case 'grant': {
      const id = randomUUID();
      const { lot: kind, nano, hours } = step;
      const expiresAt = hours === null ? null : new Date(oracle.now.getTime() + hours * HOUR_MS);
      await place.grant({ id, kind, amountNano: nano, expiresAt });
      return oracle.grant({ id, kind, granted: nano, expiresAt });
    }
    case 'hold':
    case 'explain':
      return ask(place, oracle, step);
    case 'make':
      return make(place, oracle, step);
    case 'end': {
      const hold = pick(oracle.open, step.which);
      if (!hold) return;
      const end = endOf(hold, step);
      expect(await place.end(hold, end)).toBe(true);
      note(hold.units === null ? step.how : `${step.how}, made`);
      return oracle.settle(hold, end);
    }
    case 'crash': {
      const hold = pick(oracle.open, step.which);
      if (!hold) return;
      await place.crash(hold.id);
      note(hold.units === null ? 'crashed' : 'crashed, made');
      return oracle.settle(hold, {
        status: 'interrupted',
        usage: null,
        units: null,
        rawUsage: null,
        outputTokens: 0,
        hasStarted: true,
        hasDelivered: false,
      });
    }
    case 'second end': {
      const settled = pick(oracle.receipts, step.which);
      if (!settled) return;
      const end = endOf(settled.hold, { kind: 'end', which: 0, how: 'finished', percent: 50 });
      expect(await place.end(settled.hold, end)).toBe(false);
      return;
    }
    case 'correct': {
      // Now and then what is no estimate, which must stay as it is.
      const estimates = oracle.receipts.filter(({ isEstimated }) => isEstimated);
      const receipt = pick(step.which % 4 === 0 ? oracle.receipts : estimates, step.which);
      if (!receipt) return;
      const { hold } = receipt;
      const { usage, units, rawUsage } = endOf(hold, { ...step, kind: 'end', how: 'finished' });
      if (usage === null) return;
      const late = { usage, rawUsage, ...(units === null ? {} : { units }) };
      const isChanged = await place.correct(hold, late);
      expect(isChanged).toBe(oracle.correct(receipt, { usage, units }));
      if (isChanged) note(hold.units === null ? 'corrected' : 'corrected, made');
      return;
    }
    case 'expire':
      await place.expire();
      return oracle.expire();
    case 'limit':
      return setLimit(place, oracle, step);
    case 'change limit': {
      const limit = pick(limitsIn(oracle), step.which);
      if (limit) await changeLimit(place, oracle, limit, capOf(limit, step.tightness));
      return;
    }
    case 'unlimit':
      return removeLimit(place, oracle, step.which);
    case 'plan':
      await place.setPlan(step.planId);
      oracle.planId = step.planId;
      return;
    case 'renew':
      return renew(place, oracle, step);
    case 'clock': {
      const { company } = oracle;
      const before = company.now;
      company.now = new Date(before.getTime() + step.hours * HOUR_MS);
      if (before.getUTCMonth() !== company.now.getUTCMonth()) note('a new month');
    }
  }
}

/** One life: every step on the database and in memory, and after each the same figures in both. */
async function live(steps: readonly PlacedStep[]): Promise<void> {
  const company = new CompanyOracle(START);
  const world = await openMoneyWorld(database, reader, () => company.now);
  const lives = world.places.map((place) => {
    return { place, oracle: new MoneyOracle({ company, members: place.members }) };
  });
  const agree = async ({ place, oracle }: (typeof lives)[number], after: object) => {
    const [found, expected] = [await place.read(), oracle.expected()];
    if (isDeepStrictEqual(found, expected)) return;
    expect({ ...after, ...(found as object) }).toEqual({ ...after, ...expected });
  };
  for (const [index, { at, step }] of steps.entries()) {
    const one = pick(lives, at);
    if (!one) continue;
    await carryOut(one.place, one.oracle, step);
    if (step.kind !== 'clock' && step.kind !== 'plan') await agree(one, { index, at, step });
  }
  // What happens in one changes nothing of the other.
  for (const [at, one] of lives.entries()) await agree(one, { at });
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

test('the books of all those lives verify', async () => {
  const { checked, problems } = await verifyLedger({ sql: reader, workspaceId: null });
  expect(problems).toEqual([]);
  const { invoices, ...ofLives } = checked;
  expect(invoices).toBe(0);
  expect(Object.values(ofLives).every((count) => count > inject('moneyRuns') / 10)).toBe(true);
});

test('everything came up in them', () => {
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
    'broken',
    'crashed',
    'corrected',
    'included, made',
    'credits, made',
    'postpaid, made',
    'refused, made',
    'finished, made',
    'overshot, made',
    'silent, made',
    'stopped, made',
    'failed, made',
    'crashed, made',
    'corrected, made',
    'lowered while calls run',
    'a new month',
    'held under a company’s',
    'refused under a company’s',
    'renewed',
    'not renewed',
  ]) {
    const isOften = (seen.get(what) ?? 0) >= Math.floor(inject('moneyRuns') / 100);
    expect([what, isOften]).toEqual([what, true]);
  }
});
