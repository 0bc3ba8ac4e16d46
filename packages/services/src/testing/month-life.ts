import type postgres from 'postgres';
import { expect } from 'vitest';
import { type MonthCall, type MonthProcess, startProcess } from './month-process.ts';
import type { LivingPlace } from './month-places.ts';

const [MINUTE_MS, HOUR_MS, DAY_MS] = [60_000, 3_600_000, 86_400_000];

/** How often a process ends and another one comes, wherever it may. */
const RESTARTS = 0.02;

type Event = { at: number; happen: () => Promise<void> };

/** What is done again and again in one installation, whose clock only goes forward. */
type Office = {
  clock: { now: Date };
  here: MonthProcess;
  /** Another replica. */
  there: MonthProcess;
  open: () => MonthProcess;
  /** From 0 up to 1. */
  roll: () => number;
};

const pick = <T>({ roll }: Office, list: readonly T[]): T =>
  list[Math.floor(roll() * list.length)] as T;

/** The process may end, and another one take its place. */
async function mayRestart(office: Office): Promise<void> {
  if (office.roll() > RESTARTS) return;
  await office.here.close();
  office.here = office.there;
  office.there = office.open();
}

/** Runs the jobs: once, twice, in two processes at once, or in one that is killed meanwhile, and then in another. */
async function work(office: Office, place: LivingPlace | null): Promise<void> {
  await mayRestart(office);
  const { here, there, roll } = office;
  const how = roll();
  if (how < 0.1) {
    await Promise.all([mayFail(here.work(place)), here.kill(roll() * 12)]);
    office.here = office.open();
  } else if (how < 0.3) {
    await Promise.all([here.work(place), there.work(place), here.work(place)]);
  } else if (how < 0.4) {
    await there.work(place);
  }
  await office.here.work(place);
}

/** null where it was killed meanwhile. */
const mayFail = <T>(work: Promise<T>) => work.catch(() => null);

/** Takes holds at once, and ends the calls at once; the process may change between the two. */
async function call(office: Office, place: LivingPlace, fundings: readonly string[]) {
  const held = await Promise.all(fundings.map(() => hold(office, place)));
  expect(held.map(({ funding }) => funding)).toEqual(fundings);
  await mayRestart(office);
  const ended = await Promise.all(held.map((each) => office.here.end(place, each)));
  expect(ended).toEqual(fundings.map(() => true));
}

async function hold(office: Office, place: LivingPlace): Promise<MonthCall> {
  const held = await office.here.hold(place);
  if ('refusal' in held) throw held.refusal;
  return held;
}

/** Ends the call that was held over the edge of a month: its process, a sweeper, or a second one after the first has died at it. */
async function endLate(office: Office, place: LivingPlace, late: MonthCall): Promise<void> {
  const { here, roll } = office;
  const how = roll();
  if (how < 0.6) {
    expect(await here.end(place, late)).toBe(true);
  } else if (how < 0.85) {
    await here.abandon(place, late);
  } else {
    const [isEnded] = await Promise.all([mayFail(here.end(place, late)), here.kill(roll() * 12)]);
    office.here = office.open();
    const isEndedNow = await office.here.end(place, late);
    // A commit whose answer was lost is one.
    if (isEnded === true) expect(isEndedNow).toBe(false);
  }
}

/** What happens in one place, each at its time. */
function* eventsIn(office: Office, place: LivingPlace): Generator<Event> {
  const { starts, planId } = place;
  let late: MonthCall | null = null;
  let isRenewed = false;
  const credit = () => (isRenewed ? 'credits' : 'postpaid');
  const endIfLate = async () => {
    if (late !== null) await endLate(office, place, late);
    late = null;
  };
  for (const [n, start] of starts.slice(0, -1).entries()) {
    const [begin, end] = [start.getTime(), starts[n + 1]?.getTime() ?? 0];
    const first = {
      at: begin,
      happen: () => call(office, place, [planId === 'free' ? 'included' : credit()]),
    };
    const renewal = {
      at: begin + pick(office, [0, 0, 0, 1, 26 * HOUR_MS]),
      happen: async () => {
        await work(office, place);
        isRenewed = true;
      },
    };
    yield {
      at: begin,
      happen: () => {
        isRenewed = false;
        return Promise.resolve();
      },
    };
    yield* pick(office, [
      [renewal, first],
      [renewal, first],
      [first, renewal],
    ]);
    yield { at: begin + 5 * MINUTE_MS, happen: endIfLate };
    yield { at: begin + 10 * MINUTE_MS, happen: () => work(office, null) };
    yield {
      at: begin + 10 * DAY_MS,
      happen: async () => {
        if (planId === 'paygo') return call(office, place, ['credits', 'credits', 'credits']);
        await call(office, place, ['included', 'included', 'included', 'included']);
        return call(office, place, ['credits']);
      },
    };
    yield { at: begin + 10 * DAY_MS + 1, happen: () => work(office, place) };
    yield {
      at: end - 1,
      happen: async () => {
        late = await hold(office, place);
        expect(late.funding).toBe('credits');
        if (planId === 'paygo') await expectRefusal(office, place, new Date(end));
        if (office.roll() < 0.3) await endIfLate();
      },
    };
  }
  const end = starts.at(-1)?.getTime() ?? 0;
  yield { at: end + 5 * MINUTE_MS, happen: endIfLate };
  yield { at: end + 10 * MINUTE_MS, happen: () => work(office, null) };
}

/** The month's allowance is used or held, to the very last millisecond. */
async function expectRefusal(office: Office, place: LivingPlace, end: Date): Promise<void> {
  const asked = await office.here.hold(place);
  expect('refusal' in asked ? asked.refusal : asked).toMatchObject({
    code: 'QUOTA_EXCEEDED',
    details: { retryAfterSeconds: 1 },
  });
  const trace = 'refusal' in asked ? (asked.refusal.details.trace ?? []) : [];
  const inTheWay = trace.filter(({ isExceeded }) => isExceeded);
  expect(inTheWay.map(({ resetsAt }) => resetsAt)).toEqual([end.toISOString()]);
}

/** Leads places through their months, with everything in the order in which it happens; what was logged as a fault. */
export async function liveMonths(
  world: { appUrl: string; admin: postgres.Sql; clock: { now: Date }; roll: () => number },
  places: readonly LivingPlace[],
): Promise<unknown[]> {
  const faults: unknown[] = [];
  const { clock, roll } = world;
  const open = () => startProcess({ ...world, faults, now: () => clock.now });
  const office: Office = { clock, roll, open, here: open(), there: open() };
  const events = places
    .flatMap((place) => [...eventsIn(office, place)])
    .toSorted((a, b) => a.at - b.at);
  for (const { at, happen } of events) {
    clock.now = new Date(at);
    await happen();
    await mayRestart(office);
  }
  await Promise.all([office.here.close(), office.there.close()]);
  return faults;
}
