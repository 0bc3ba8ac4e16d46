import { fork } from 'node:child_process';
import { once } from 'node:events';
import { existsSync } from 'node:fs';
import { mkdir, mkdtemp, readdir, readFile, rm, symlink } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, test } from 'vitest';
import type { LocalModelStatus } from '@geko/contracts/local-models';
import { bytesAt, partOf } from '../download/download-file.ts';
import type { LocalModels } from '../local-models.ts';
import { serveFile, type FileServer } from '../testing/file-server.ts';
import { tinyFacts } from '../testing/tiny-facts.ts';
import { makeTinyModel, TINY_WORDS } from '../testing/tiny-model.ts';
import { forkEngine } from './fork-engine.ts';
import { createLlamaModels, type LlamaSettings } from './llama-models.ts';

const bytes = makeTinyModel();
const GB = 1_000_000_000;
const roomy = { memoryBytes: 8 * GB, diskFreeBytes: 50 * GB, cores: 2 };

let folder: string;
let server: FileServer;
let models: LocalModels;
let seen: LocalModelStatus[];

beforeEach(async () => {
  folder = await mkdtemp(join(tmpdir(), 'geko-models-'));
  server = await serveFile(bytes);
  open();
});
afterEach(async () => {
  await models.close();
  await server.close();
  await rm(folder, { recursive: true, force: true });
});

function open(over: Partial<LlamaSettings> = {}): void {
  models = createLlamaModels({
    folder,
    facts: [
      tinyFacts({ bytes, url: server.url }),
      tinyFacts({ id: 'second', bytes, url: server.url }),
    ],
    hardware: () => Promise.resolve(roomy),
    memoryCapBytes: null,
    threads: 1,
    start: () => forkEngine({ env: {} }),
    now: () => performance.now(),
    patience: { idleMs: 300, tries: 2, firstWaitMs: 5 },
    ...over,
  });
  seen = [];
  models.watch((id, status) => id === 'tiny' && seen.push(status));
}

/** The processes that a process has started; none where the system does not tell. */
async function childrenOf(pid = 0): Promise<number[]> {
  const told = await readFile(`/proc/${pid}/task/${pid}/children`, 'utf8').catch(() => '');
  return told.split(' ').filter(Boolean).map(Number);
}

/** Whether a process runs; one that has ended and that nobody asked for does not. */
async function runs(pid: number): Promise<boolean> {
  const told = await readFile(`/proc/${pid}/stat`, 'utf8').catch(() => '');
  return told !== '' && !/\) Z /u.test(told);
}

const files = async () => (existsSync(folder) ? await readdir(folder, { recursive: true }) : []);

async function say({ onFirst = () => {} } = {}): Promise<string> {
  const parts: string[] = [];
  await models.chat(
    {
      modelId: 'tiny',
      messages: [{ role: 'user', content: 'Hello' }],
      maxTokens: 100,
      temperature: 0,
      topP: null,
    },
    {
      signal: new AbortController().signal,
      onPart({ text }) {
        if (parts.push(text) === 1) onFirst();
      },
    },
  );
  return parts.join('').trim();
}

/** Resolves once so much has come. */
async function untilReceived(): Promise<void> {
  await expect
    .poll(() => seen.some((one) => one.state === 'downloading' && one.receivedBytes > 0))
    .toBe(true);
}

const slow = { kind: 'slow' as const, pieceBytes: 100_000, pauseMs: 60 };

describe('a model on this machine', () => {
  test('is installed over a bad line, once for two who ask, answers, and is removed', async () => {
    // Long enough for its speed to be told.
    server.faults.push({ kind: 'cut', afterBytes: 200_000 }, { ...slow, pauseMs: 150 });
    expect(await models.status('tiny')).toEqual({ state: 'absent' });
    await Promise.all([models.install('tiny'), models.install('tiny')]);
    expect(server.ranges).toEqual([null, expect.stringMatching(/^bytes=/u)]);
    expect(
      seen.map(({ state }) => state).filter((state, at, all) => state !== all[at - 1]),
    ).toEqual(['waiting', 'downloading', 'checking', 'ready']);
    const last = seen.filter((one) => one.state === 'downloading').at(-1);
    expect(last).toMatchObject({ totalBytes: bytes.length });
    expect(last?.secondsLeft).toEqual(expect.any(Number));
    expect(await files()).toEqual(['tiny', join('tiny', 'F32.gguf')]);
    await expect(models.health('tiny')).resolves.toMatchObject({ isWell: true });
    const removals: Promise<unknown>[] = [];
    const remove = () => removals.push(models.remove('tiny').catch((error: unknown) => error));
    expect(await say({ onFirst: remove })).toBe(TINY_WORDS.join(' '));
    expect(await removals[0]).toMatchObject({ code: 'in_use' });

    // Another process finds it as it was left, and nothing is asked for again.
    await models.close();
    open();
    const [listed, second] = await models.list();
    expect(listed).toMatchObject({ id: 'tiny', engine: 'llama', status: { state: 'ready' } });
    expect(second).toMatchObject({ id: 'second', status: { state: 'absent' } });
    await models.install('tiny');
    expect(server.ranges).toHaveLength(2);

    await models.remove('tiny');
    expect(await files()).toEqual([]);
    expect(seen.at(-1)).toEqual({ state: 'absent' });
    await expect(say()).rejects.toMatchObject({ code: 'not_installed' });
    await expect(models.health('tiny')).resolves.toEqual({ isWell: false, error: 'not_installed' });
  });

  test('can be paused, found again by another process, and cancelled', async () => {
    server.faults.push(slow);
    const stopped = models.install('tiny').catch((error: unknown) => error);
    await untilReceived();
    await models.pause('tiny');
    expect(await stopped).toMatchObject({ code: 'cancelled' });
    expect(seen.at(-1)).toMatchObject({ state: 'paused', totalBytes: bytes.length });
    await models.close();

    open();
    await expect(models.status('tiny')).resolves.toMatchObject({ state: 'paused' });
    await expect(say()).rejects.toMatchObject({ code: 'not_installed' });
    await models.cancel('tiny');
    expect(await models.status('tiny')).toEqual({ state: 'absent' });
    expect(await files()).toEqual([]);
  });

  test('whose install is killed is not there, and goes on from where it was', async () => {
    server.faults.push(slow);
    const file = join(import.meta.dirname, '..', 'testing', 'install-tiny.ts');
    const child = fork(file, [folder, server.url], { stdio: 'ignore' });
    await expect.poll(async () => (await files()).length, { timeout: 15_000 }).toBe(2);
    await expect.poll(() => bytesAt(partOf(join(folder, 'tiny', 'F32.gguf')))).toBeGreaterThan(0);
    child.kill('SIGKILL');
    await once(child, 'exit');
    await expect(models.status('tiny')).resolves.toMatchObject({ state: 'paused' });
    await expect(say()).rejects.toMatchObject({ code: 'not_installed' });
    await models.install('tiny');
    expect(server.ranges.at(-1)).toMatch(/^bytes=[1-9]/u);
    expect(await models.status('tiny')).toEqual({ state: 'ready' });
  });

  test('whose chat is killed with the whole app is as whole as before, and its engine goes along', async () => {
    const file = join(import.meta.dirname, '..', 'testing', 'chat-tiny.ts');
    const child = fork(file, [folder, server.url], {
      stdio: ['ignore', 'ignore', 'ignore', 'ipc'],
    });
    await once(child, 'message');
    const engines = await childrenOf(child.pid);
    child.kill('SIGKILL');
    await once(child, 'exit');
    expect(await files()).toEqual(['tiny', join('tiny', 'F32.gguf')]);
    expect(await models.status('tiny')).toEqual({ state: 'ready' });
    expect(await say()).toBe(TINY_WORDS.join(' '));
    expect(server.ranges).toHaveLength(1);
    if (process.platform === 'linux') expect(engines).toHaveLength(1);
    await expect.poll(async () => (await Promise.all(engines.map(runs))).some(Boolean)).toBe(false);
  });

  test('waits for another that is being installed, and can be cancelled before its turn', async () => {
    server.faults.push(slow);
    const first = models.install('second').catch(() => undefined);
    const second = models.install('tiny').catch((error: unknown) => error);
    expect(await models.status('tiny')).toEqual({ state: 'waiting' });
    const cancelling = models.cancel('tiny');
    await models.cancel('second');
    await Promise.all([cancelling, first]);
    expect(await second).toMatchObject({ code: 'cancelled' });
    expect(await models.status('tiny')).toEqual({ state: 'absent' });
    expect(await files()).toEqual([]);
  });

  test.each([
    ['disk_full', { ...roomy, diskFreeBytes: 1_000 }, null],
    ['too_little_memory', { ...roomy, memoryBytes: 300_000_000 }, null],
    ['too_little_memory', roomy, 300_000_000],
  ])('that finds %s is not even asked for', async (code, hardware, memoryCapBytes) => {
    open({ hardware: () => Promise.resolve(hardware), memoryCapBytes });
    await expect(models.fits('tiny')).resolves.toMatchObject({ isFitting: false });
    await expect(models.install('tiny')).rejects.toMatchObject({ code });
    expect(await models.status('tiny')).toEqual({ state: 'error', error: code });
    expect(server.ranges).toEqual([]);
  });

  test('for which memory gets too little is said before it is loaded, and runs again with enough', async () => {
    let memoryBytes = roomy.memoryBytes;
    open({ hardware: () => Promise.resolve({ ...roomy, memoryBytes }) });
    await models.install('tiny');
    memoryBytes = 300_000_000;
    await expect(say()).rejects.toMatchObject({ code: 'too_little_memory' });
    await expect(models.health('tiny')).resolves.toEqual({
      isWell: false,
      error: 'too_little_memory',
    });
    expect(seen.at(-1)).toEqual({ state: 'error', error: 'too_little_memory' });
    memoryBytes = roomy.memoryBytes;
    await expect(models.health('tiny')).resolves.toMatchObject({ isWell: true });
    expect(await say()).toBe(TINY_WORDS.join(' '));
  });

  test.skipIf(!existsSync('/dev/full'))(
    'that fills the disk says so, and comes when there is room',
    async () => {
      const part = partOf(join(folder, 'tiny', 'F32.gguf'));
      await mkdir(join(folder, 'tiny'));
      await symlink('/dev/full', part);
      await expect(models.install('tiny')).rejects.toMatchObject({ code: 'disk_full' });
      expect(seen.at(-1)).toEqual({ state: 'error', error: 'disk_full' });
      await rm(part);
      await models.install('tiny');
      expect(await models.status('tiny')).toEqual({ state: 'ready' });
    },
  );

  test('that came as it should and yet does not run is not called ready', async () => {
    const noModel = Buffer.from('no model at all '.repeat(1_000));
    const other = await serveFile(noModel);
    try {
      open({ facts: [tinyFacts({ bytes: noModel, url: other.url })] });
      await expect(models.install('tiny')).rejects.toMatchObject({ code: 'broken_file' });
      expect(seen.at(-1)).toEqual({ state: 'error', error: 'broken_file' });
    } finally {
      await other.close();
    }
  });

  test('of another checksum leaves nothing and says so', async () => {
    const wrong = Buffer.from(bytes).fill(7, 0, 100);
    server.faults.push({ kind: 'other_bytes', bytes: wrong, saysLength: true });
    await expect(models.install('tiny')).rejects.toMatchObject({ code: 'wrong_checksum' });
    expect(seen.at(-1)).toEqual({ state: 'error', error: 'wrong_checksum' });
    expect((await files()).filter((name) => name.includes('.gguf'))).toEqual([]);
    expect(await models.status('tiny')).toEqual({ state: 'error', error: 'wrong_checksum' });
  });

  test('that nobody knows is said to be unknown, whatever its name would lead to', async () => {
    for (const id of ['mystery', '../../etc', 'tiny/..']) {
      await expect(models.install(id)).rejects.toMatchObject({ code: 'unknown_model' });
      await expect(models.remove(id)).rejects.toMatchObject({ code: 'unknown_model' });
    }
  });
});
