import { expect, test } from 'vitest';
import type { LocalTurn } from '@geko/contracts/desktop';
import type { RecordedTurn } from '@geko/contracts/devices';
import { createTurnSync, type RefusedTurn, type SyncLinks } from './sync-turns.ts';

const refusal = (code: string) =>
  Object.assign(new Error(code), { data: { geko: { code, message: code, requestId: 'r' } } });

const turn = (turnId: string, conversationId: string, isEnded = true) =>
  ({ turnId, conversationId, end: isEnded ? {} : null }) as LocalTurn;

/** A shell's outbox and a server, whose answers a test sets. */
function open(turns: LocalTurn[]) {
  const done: string[] = [];
  const faults = new Map<string, Error[]>();
  const waits: { ms: number; go: () => void }[] = [];
  let refused: readonly RefusedTurn[] = [];
  const links: SyncLinks = {
    list: () => Promise.resolve([...turns]),
    record: ({ turnId }) => {
      const fault = faults.get(turnId)?.shift();
      if (fault !== undefined) return Promise.reject(fault);
      done.push(`record ${turnId}`);
      return Promise.resolve({ conversationId: 'c' } as RecordedTurn);
    },
    onRecorded: ({ turnId }) => {
      done.push(`shown ${turnId}`);
      return Promise.resolve();
    },
    forget: (turnId) => {
      done.push(`forget ${turnId}`);
      turns.splice(
        turns.findIndex((one) => one.turnId === turnId),
        1,
      );
      return Promise.resolve();
    },
    onRefused: (now) => (refused = now),
    wait: (ms) => new Promise((go) => waits.push({ ms, go })),
  };
  return { sync: createTurnSync(links), done, faults, waits, refused: () => refused };
}

const recorded = (done: string[]) =>
  done.filter((line) => line.startsWith('record ')).map((line) => line.slice(7));

test('what has ended is recorded in order, shown, and only then forgotten', async () => {
  const { sync, done } = open([turn('1', 'a'), turn('2', 'b'), turn('3', 'a')]);
  await sync.now();
  expect(done.slice(0, 3)).toEqual(['record 1', 'shown 1', 'forget 1']);
  expect(recorded(done)).toEqual(['1', '2', '3']);
  expect(sync.recordedOf('3')).toEqual({ conversationId: 'c' });
  expect(sync.recordedOf('4')).toBeNull();
});

test('one that is being written holds back its own conversation alone', async () => {
  const turns = [turn('1', 'a', false), turn('2', 'a'), turn('3', 'b')];
  const { sync, done } = open(turns);
  await sync.now();
  expect(recorded(done)).toEqual(['3']);
});

test('asked twice at once it sends each once; asked again meanwhile it looks once more', async () => {
  const turns = [turn('1', 'a')];
  const { sync, done } = open(turns);
  const first = sync.now();
  turns.push(turn('2', 'a'));
  await Promise.all([first, sync.now(), sync.now()]);
  expect(recorded(done)).toEqual(['1', '2']);
});

test('an outage stops everything, and is tried again, later each time', async () => {
  const { sync, done, faults, waits } = open([turn('1', 'a'), turn('2', 'b')]);
  faults.set('1', [new TypeError('Failed to fetch'), refusal('UNAVAILABLE')]);
  await sync.now();
  expect(recorded(done)).toEqual([]);
  expect(waits.map(({ ms }) => ms)).toEqual([2_000]);
  waits[0]?.go();
  await expect.poll(() => waits.map(({ ms }) => ms)).toEqual([2_000, 4_000]);
  waits[1]?.go();
  await expect.poll(() => recorded(done)).toEqual(['1', '2']);
});

test('a conversation in which another answer is written waits; the others do not', async () => {
  const { sync, done, faults, waits } = open([turn('1', 'a'), turn('2', 'a'), turn('3', 'b')]);
  faults.set('1', [refusal('TURN_RUNNING')]);
  await sync.now();
  expect(recorded(done)).toEqual(['3']);
  waits[0]?.go();
  await expect.poll(() => recorded(done)).toEqual(['3', '1', '2']);
});

test('what is refused for good is told and left, and tried again when asked to', async () => {
  const { sync, done, faults, refused, waits } = open([turn('1', 'a'), turn('2', 'a')]);
  faults.set('1', [refusal('MODEL_DISABLED')]);
  await sync.now();
  expect(recorded(done)).toEqual(['2']);
  expect(refused()).toMatchObject([{ turn: { turnId: '1' }, error: { code: 'MODEL_DISABLED' } }]);
  expect(waits).toEqual([]);
  await sync.now();
  expect(recorded(done)).toEqual(['2']);
  await sync.again();
  expect(recorded(done)).toEqual(['2', '1']);
  expect(refused()).toEqual([]);
});

test('what was recorded is not sent again when only the forgetting failed', async () => {
  const turns = [turn('1', 'a')];
  const { sync, done, waits } = open(turns);
  const { splice } = turns;
  turns.splice = () => {
    throw new Error('the shell is busy');
  };
  await sync.now();
  turns.splice = splice;
  waits[0]?.go();
  await expect.poll(() => turns).toHaveLength(0);
  expect(recorded(done)).toEqual(['1']);
});

test('stopped, it begins nothing more', async () => {
  const { sync, done } = open([turn('1', 'a')]);
  sync.stop();
  await sync.now();
  expect(done).toEqual([]);
});
