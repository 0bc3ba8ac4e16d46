import { randomUUID } from 'node:crypto';
import { mkdtemp, readdir, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { beforeEach, describe, expect, onTestFinished, test } from 'vitest';
import type { DesktopProfile, LocalTurn, LocalTurnRequest } from '@geko/contracts/desktop';
import { LocalModelError } from '@geko/local-models/local-error';
import { fakeModels } from '../testing/fake-models.ts';
import { turnRequest } from '../testing/turn-request.ts';
import { openTurnFiles } from './turn-files.ts';
import { createTurns } from './turns.ts';

const userId = randomUUID();
const workspaceId = randomUUID();
const forbidden = randomUUID();

const anna: DesktopProfile = {
  userId,
  name: 'Anna',
  workspaces: [
    { id: workspaceId, slug: 'a', name: 'A', mayUseLocalModels: true },
    { id: forbidden, slug: 'b', name: 'B', mayUseLocalModels: false },
  ],
};

let folder: string;
beforeEach(async () => {
  folder = await mkdtemp(join(tmpdir(), 'geko-turns-'));
  onTestFinished(() => rm(folder, { recursive: true, force: true }));
});

const request = (over: Partial<LocalTurnRequest> = {}): LocalTurnRequest =>
  turnRequest({ userId, workspaceId, ...over });

function open({ profile = anna }: { profile?: DesktopProfile | null } = {}) {
  const models = fakeModels();
  const told: unknown[] = [];
  const ends: LocalTurn[] = [];
  const errors: unknown[] = [];
  const who: { profile: DesktopProfile | null } = { profile };
  const turns = createTurns({
    files: openTurnFiles(folder),
    models,
    profile: () => who.profile,
    tell: { part: (part) => told.push(part), end: (turn) => ends.push(turn) },
    now: () => new Date('2026-11-23T10:00:00.000Z'),
    onError: (error) => errors.push(error),
  });
  onTestFinished(() => turns.close());
  const ended = (count = 1) => expect.poll(() => ends.length).toBe(count);
  return { turns, models, told, ends, errors, who, ended };
}

test('an answer is told as it comes, and kept until the server has it', async () => {
  const { turns, models, told, ends, ended } = open();
  const asked = request();
  await turns.start(asked);
  models.say({ kind: 'reasoning', text: 'Hm. ' });
  models.say({ kind: 'text', text: 'Good ' });
  // While it is written it is listed as far as it is.
  await expect(turns.list()).resolves.toMatchObject([{ answer: 'Good ', end: null }]);
  await expect(turns.forget(asked)).rejects.toThrow('being written');
  models.say({ kind: 'text', text: 'day.' });
  models.finish();
  await ended();
  const { messages: _, ...kept } = asked;
  const whole: LocalTurn = {
    ...kept,
    startedAt: '2026-11-23T10:00:00.000Z',
    answer: 'Good day.',
    reasoning: 'Hm. ',
    end: {
      at: '2026-11-23T10:00:00.000Z',
      error: null,
      finishReason: 'stop',
      usage: { inputTokens: 3, outputTokens: 2, reasoningTokens: 0 },
    },
  };
  expect(ends).toEqual([whole]);
  expect(told).toEqual([
    { turnId: asked.turnId, part: { kind: 'reasoning', text: 'Hm. ' } },
    { turnId: asked.turnId, part: { kind: 'text', text: 'Good ' } },
    { turnId: asked.turnId, part: { kind: 'text', text: 'day.' } },
  ]);
  await expect(turns.list()).resolves.toEqual([whole]);
  await expect(open().turns.list()).resolves.toEqual([whole]);
  await turns.forget(asked);
  await expect(turns.list()).resolves.toEqual([]);
});

test('a resend is left alone: while it runs, when it is over, after it was forgotten, after a restart', async () => {
  const { turns, models, ended } = open();
  const asked = request();
  await Promise.all([turns.start(asked), turns.start(asked)]);
  models.finish();
  await ended();
  await turns.start(asked);
  const after = open();
  await after.turns.start(asked);
  expect(after.models.chats).toBe(0);
  await turns.forget(asked);
  await turns.start(asked);
  expect(models.chats).toBe(1);
  await expect(turns.list()).resolves.toEqual([]);
});

test('turns keep their order, also those of one millisecond', async () => {
  const { turns, models, ended } = open();
  const all = [request(), request(), request()];
  for (const [index, asked] of all.entries()) {
    await turns.start(asked);
    models.finish();
    await ended(index + 1);
  }
  const listed = await open().turns.list();
  expect(listed.map(({ turnId }) => turnId)).toEqual(all.map(({ turnId }) => turnId));
});

describe('what breaks off an answer', () => {
  test('a press: what came before is kept', async () => {
    const { turns, models, ends, ended } = open();
    const asked = request();
    await turns.start(asked);
    models.say({ kind: 'text', text: 'Half' });
    turns.stop(asked);
    await ended();
    expect(ends).toMatchObject([{ answer: 'Half', end: { error: null, finishReason: 'aborted' } }]);
  });

  test('the engine: the turn says so, the app goes on', async () => {
    const { turns, models, ends, errors, ended } = open();
    await turns.start(request());
    models.say({ kind: 'text', text: 'Half' });
    models.fail(new LocalModelError('engine_crashed', { cause: new Error('SIGSEGV') }));
    await ended();
    expect(ends).toMatchObject([{ answer: 'Half', end: { error: 'engine_crashed' } }]);
    expect(errors).toHaveLength(1);
    await turns.start(request());
    models.finish();
    await ended(2);
  });

  test('a kill of the whole app: what was written down by then is kept', async () => {
    const { turns, models } = open();
    const asked = request();
    await turns.start(asked);
    models.say({ kind: 'text', text: 'Half' });
    const files = openTurnFiles(folder);
    await expect.poll(async () => (await files.find(asked))?.answer).toBe('Half');
    // Another start of the app, as nothing of the first one is left but its files.
    await expect(open().turns.list()).resolves.toMatchObject([
      { answer: 'Half', end: { error: 'engine_crashed', finishReason: 'aborted' } },
    ]);
  });

  test('the end of the app: nothing is lost, nothing more begins', async () => {
    const { turns, models } = open();
    await turns.start(request());
    models.say({ kind: 'text', text: 'Half' });
    await turns.close();
    await turns.start(request());
    expect(models.chats).toBe(1);
    await expect(open().turns.list()).resolves.toMatchObject([
      { answer: 'Half', end: { finishReason: 'aborted' } },
    ]);
  });

  test('a file that is no turn any more is passed over', async () => {
    const { turns, models, ended } = open();
    await turns.start(request());
    models.finish();
    await ended();
    await writeFile(join(folder, userId, `${randomUUID()}.json`), '{"turnId":');
    await writeFile(join(folder, userId, `${randomUUID()}.json.part`), '{}');
    await expect(turns.list()).resolves.toHaveLength(1);
  });
});

test.each<[string, Partial<LocalTurnRequest>, DesktopProfile | null]>([
  ['nobody is signed in', {}, null],
  ['it is somebody else’s', { userId: randomUUID() }, anna],
  ['the workspace forbids it', { workspaceId: forbidden }, anna],
  ['the workspace is not theirs', { workspaceId: randomUUID() }, anna],
])('a turn is refused where %s', async (_, over, profile) => {
  const { turns, models } = open({ profile });
  await expect(turns.start(request(over))).rejects.toMatchObject({ code: 'refused' });
  expect(models.chats).toBe(0);
  expect(await readdir(folder)).toEqual([]);
});

test('a model that is not there, or not well, is said before anything begins; the turn can be sent again', async () => {
  const { turns, models, ended } = open();
  const asked = request();
  models.state = { state: 'absent' };
  await expect(turns.start(asked)).rejects.toMatchObject({ code: 'not_installed' });
  models.state = { state: 'error', error: 'too_little_memory' };
  await expect(turns.start(asked)).rejects.toMatchObject({ code: 'too_little_memory' });
  await expect(turns.list()).resolves.toEqual([]);
  models.state = { state: 'ready' };
  await turns.start(asked);
  models.finish();
  await ended();
});

test('people of one machine see their own turns, and signing out deletes them all', async () => {
  const { turns, models, who, ended, ends } = open();
  await turns.start(request());
  models.finish();
  await ended();
  const bea = { ...anna, userId: randomUUID() };
  who.profile = bea;
  await expect(turns.list()).resolves.toEqual([]);
  await turns.start(request({ userId: bea.userId }));
  const running = turns.list();
  await expect(running).resolves.toHaveLength(1);
  // What runs is ended first, or it would be written again.
  await turns.wipe();
  expect(ends).toHaveLength(2);
  await expect(turns.list()).resolves.toEqual([]);
  expect(await readdir(folder).catch(() => [])).toEqual([]);
  who.profile = null;
  await expect(turns.list()).rejects.toMatchObject({ code: 'refused' });
});
