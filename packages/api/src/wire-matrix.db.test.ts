import { randomUUID } from 'node:crypto';
import { afterAll, beforeAll, expect, inject, test } from 'vitest';
import { CUT_ENDINGS, CUTS, type Cut } from '@geko/fake-provider/cuts';
import { addLot } from '@geko/services/wallet/add-lot';
import { openBooks, type Books } from './testing/books.ts';
import { createKey } from './testing/program.ts';
import { openTestHouse, type TestHouse, type TestServer } from './testing/test-house.ts';
import { registerPerson } from './testing/test-person.ts';
import { runCase, type WireCase, type WireFault } from './testing/wire-case.ts';
import { flawsOf } from './testing/wire-flaws.ts';
import { ways, type Lane, type Way } from './testing/wire-ways.ts';

const LANES = 8;
const FUNDS_NANO = 50_000_000_000n;
/** No number of broken calls makes a key rest: each case calls the provider. */
const NEVER = { failures: 1_000_000, halfOpenAfterMs: 1 };

let house: TestHouse;
let patient: TestServer;
let books: Books;
const lanes: Lane[] = [];
beforeAll(async () => {
  house = await openTestHouse(inject('ownerUrl'), {
    idleTimeoutMs: 1_000,
    maxConnections: 20,
    breakers: { key: NEVER, provider: NEVER },
  });
  patient = house.addServer({ idleTimeoutMs: 60_000, maxConnections: 20 });
  books = await openBooks(house);
  for (const funding of ['postpaid', 'credits']) {
    const person = await registerPerson(house);
    await house.setPlan(person, 'paygo');
    if (funding === 'credits') await grantCredit(person);
    for (let lane = 0; lane < LANES; lane += 1) {
      const { secret } = await createKey(person);
      lanes.push({ person, secret });
    }
  }
});
afterAll(async () => {
  expect(await books.problems()).toEqual([]);
  const [left] =
    await books.sql`select (select count(*) from holds where status = 'held')::int as holds,
    (select coalesce(sum(held), 0) from quotas)::int as quota, (select sum(held_nano) from credit_lots)::int as credit`;
  expect(left).toEqual({ holds: 0, quota: 0, credit: 0 });
  await books.close();
  await house.close();
});

async function grantCredit(person: { userId: string; workspaceId: string }): Promise<void> {
  const { workspaceId } = person;
  await house.inWorkspaceOf(person, async (tx) => {
    const { rows } = await house.database.pool.query<{ tenant: string }>(
      'select system.tenant_of($1) as tenant',
      [workspaceId],
    );
    const tenantId = rows[0]?.tenant ?? '';
    const place = { tx, tenantId, workspaceId, now: new Date(), newId: randomUUID };
    const lot = {
      id: randomUUID(),
      kind: 'bonus',
      amountNano: FUNDS_NANO,
      expiresAt: null,
    } as const;
    await addLot(place, { ...lot, grantedBy: null });
  });
}

/** Faults of the counts. OpenAI's come last of all, the others' from the beginning on. */
const COUNTS: readonly WireFault[] = ['no-usage', 'usage-twice', 'usage-zero'];
const LATE_CUTS: readonly Cut[] = ['after-usage', 'after-done'];
const EARLY_CUTS: readonly Cut[] = ['after-start', 'after-chunk'];
/** Faults that end what is read of a stream: a relay reaches no cut behind them. */
const FINAL: readonly WireFault[] = ['bad-json', 'error-chunk', 'no-finish'];
const ENDINGS = [...CUT_ENDINGS, 'abort'] as const;

/** Every cut with every ending, alone and with each fault; once where the bytes before the cut are the same without it. */
function casesOf(way: Way): WireCase[] {
  const product = (faults: readonly WireFault[], cuts: readonly Cut[]) =>
    faults.flatMap((fault) =>
      cuts.flatMap((cut) => ENDINGS.map((ending): WireCase => ({ way, fault, cut, ending }))),
    );
  return [
    ...product(['none'], CUTS),
    // Who reads is met behind the provider's dialect: once for all of them.
    ...(way === ways.relay ? product(['slow-reader'], CUTS) : []),
    ...product(COUNTS, LATE_CUTS),
    ...(way.dialect === 'openai' ? [] : product(['no-usage', 'usage-zero'], EARLY_CUTS)),
    ...(way.isRelay ? [] : product(['bad-json', 'error-chunk'], ['after-text'])),
    ...FINAL.map((fault): WireCase => ({ way, fault, cut: 'mid-character', ending: 'split' })),
  ];
}

test.each(Object.values(ways))('$name', async (way) => {
  const cases = casesOf(way);
  const flaws: string[] = [];
  const carry = async (lane: Lane) => {
    for (let its = cases.pop(); its; its = cases.pop()) {
      try {
        flaws.push(...flawsOf(its, await runCase({ house, patient, books }, lane, its)));
      } catch (error) {
        flaws.push(`${its.fault}, ${its.cut}, ${its.ending}: ${String(error)}`);
      }
    }
  };
  await Promise.all(lanes.map(carry));
  expect(flaws).toEqual([]);
});
