import { mkdir, mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { PassThrough } from 'node:stream';
import { afterEach, beforeEach, describe, expect, test } from 'vitest';
import type { LocalMessage, LocalModelStatus } from '@geko/contracts/local-models';
import { startFakeOllama, type Answering, type FakeOllama } from '@geko/fake-ollama/fake-ollama';
import { joinEngines } from '../join-engines.ts';
import { forkEngine } from '../llama/fork-engine.ts';
import { createLlamaModels } from '../llama/llama-models.ts';
import { tinyFacts } from '../testing/tiny-facts.ts';
import { makeTinyModel, TINY_WORDS } from '../testing/tiny-model.ts';
import { createOllamaModels, type OllamaModels } from './ollama-models.ts';

const bytes = makeTinyModel();
const roomy = { memoryBytes: 8e9, diskFreeBytes: 50e9, cores: 2 };
const tag = 'tiny:1m';
const facts = [tinyFacts({ bytes, url: 'http://127.0.0.1:9/none', ollamaTag: tag })];

let answer: Answering;
let fake: FakeOllama;
let models: OllamaModels;
let seen: LocalModelStatus[];

beforeEach(async () => {
  answer = async function* () {
    yield { thinking: 'Hm.' };
    for (const content of ['I', ' am', ' a', ' double.']) yield { content };
  };
  fake = await startFakeOllama({ library: { [tag]: 1_000_000 }, answer: (asked) => answer(asked) });
  models = open();
  seen = [];
  models.watch((_, status) => seen.push(status));
});
afterEach(async () => {
  await models.close();
  await fake.close();
});

const open = ({ silenceMs = 300 } = {}) =>
  createOllamaModels({
    url: fake.url,
    facts,
    hardware: () => Promise.resolve(roomy),
    memoryCapBytes: null,
    now: () => performance.now(),
    silenceMs,
  });

async function say(
  modelId: string,
  { signal = new AbortController().signal, maxTokens = 99 } = {},
) {
  const parts: string[] = [];
  const messages = [{ role: 'user' as const, content: 'Who are you?' }];
  const chat = { modelId, messages, maxTokens, temperature: 0, topP: null };
  const onPart = ({ kind, text }: { kind: string; text: string }) => parts.push(`${kind}:${text}`);
  return { end: await models.chat(chat, { signal, onPart }), parts };
}

describe('an Ollama that is running', () => {
  test('pulls with progress, lists, chats with thoughts apart, and deletes', async () => {
    expect(await models.status('tiny')).toEqual({ state: 'absent' });
    await Promise.all([models.install('tiny'), models.install('tiny')]);
    expect(fake.asked.filter((one) => one === 'POST /api/pull')).toHaveLength(1);
    expect(seen.at(0)).toEqual({ state: 'waiting' });
    expect(seen).toContainEqual(
      expect.objectContaining({ state: 'downloading', receivedBytes: 500_000, totalBytes: 1e6 }),
    );
    expect(seen.slice(-2)).toEqual([{ state: 'checking' }, { state: 'ready' }]);

    fake.installed.set('somebody/own:latest', 42);
    expect(await models.list()).toMatchObject([
      { id: 'tiny', engine: 'ollama', status: { state: 'ready' }, downloadBytes: 1e6 },
      { id: 'ollama:somebody/own:latest', name: 'somebody/own:latest', status: { state: 'ready' } },
    ]);
    await expect(say('tiny')).resolves.toEqual({
      parts: ['reasoning:Hm.', 'text:I', 'text: am', 'text: a', 'text: double.'],
      end: { finishReason: 'stop', usage: { inputTokens: 3, outputTokens: 4, reasoningTokens: 1 } },
    });
    await expect(say('tiny', { maxTokens: 2 })).resolves.toMatchObject({
      end: { finishReason: 'length', usage: { outputTokens: 1, reasoningTokens: 1 } },
    });
    await expect(say('ollama:somebody/own:latest')).resolves.toMatchObject({
      end: { finishReason: 'stop' },
    });

    await models.remove('tiny');
    expect(fake.installed.has(tag)).toBe(false);
    await models.remove('tiny');
    await expect(say('tiny')).rejects.toMatchObject({ code: 'not_installed' });
  });

  test.each([
    ['dies over it', { kind: 'dies', afterLines: 3 }, 'engine_crashed'],
    ['falls silent', { kind: 'silent', afterLines: 3 }, 'engine_crashed'],
    [
      'has no room',
      { kind: 'says', afterLines: 3, error: 'write: no space left on device' },
      'disk_full',
    ],
    [
      'gets other bytes',
      { kind: 'says', afterLines: 3, error: 'digest mismatch' },
      'wrong_checksum',
    ],
    [
      'is offline',
      { kind: 'says', afterLines: 0, error: 'dial tcp: lookup: no such host' },
      'unreachable',
    ],
  ] as const)('that %s while pulling is said, and can be asked again', async (_, fault, code) => {
    fake.faults.push({ on: 'pull', ...fault });
    await expect(models.install('tiny')).rejects.toMatchObject({ code });
    expect(await models.status('tiny')).toEqual({ state: 'error', error: code });
    await models.install('tiny');
    expect(await models.status('tiny')).toEqual({ state: 'ready' });
  });

  test('that knows no such tag says so', async () => {
    await expect(models.install('ollama:nothing:1b')).rejects.toMatchObject({
      code: 'not_offered',
    });
    await expect(models.install('mystery')).rejects.toMatchObject({ code: 'unknown_model' });
  });

  test.each([
    ['dies', { kind: 'dies', afterLines: 2 }, 'engine_crashed'],
    ['falls silent', { kind: 'silent', afterLines: 2 }, 'engine_crashed'],
    [
      'lacks memory',
      { kind: 'says', afterLines: 0, error: 'model requires more system memory (9 GiB)' },
      'too_little_memory',
    ],
  ] as const)('that %s in a chat is said', async (_, fault, code) => {
    fake.installed.set(tag, 1);
    fake.faults.push({ on: 'chat', ...fault });
    await expect(say('tiny')).rejects.toMatchObject({ code });
    await expect(say('tiny')).resolves.toMatchObject({ end: { finishReason: 'stop' } });
  });

  test('that is slow is waited for, as long as something comes', async () => {
    // Each line well within what counts as silence, all of them together far beyond.
    fake.faults.push({ on: 'pull', kind: 'slow', pauseMs: 120 });
    await models.install('tiny');
    expect(await models.status('tiny')).toEqual({ state: 'ready' });
    fake.faults.push({ on: 'chat', kind: 'slow', pauseMs: 120 });
    await expect(say('tiny')).resolves.toMatchObject({
      end: { finishReason: 'stop', usage: { outputTokens: 4 } },
      parts: ['reasoning:Hm.', 'text:I', 'text: am', 'text: a', 'text: double.'],
    });
  });

  test('is stopped in the middle of a chat and of a pull', async () => {
    fake.installed.set(tag, 1);
    const stop = new AbortController();
    fake.faults.push({ on: 'chat', kind: 'slow', pauseMs: 50 });
    const chatting = say('tiny', { signal: stop.signal });
    await expect(models.remove('tiny')).rejects.toMatchObject({ code: 'in_use' });
    setTimeout(() => stop.abort(), 120);
    expect((await chatting).end.finishReason).toBe('aborted');

    fake.installed.clear();
    fake.faults.push({ on: 'pull', kind: 'slow', pauseMs: 50 });
    const pulling = models.install('tiny').catch((error: unknown) => error);
    await expect.poll(() => seen.at(-1)?.state).toBe('downloading');
    await models.pause('tiny');
    expect(await pulling).toMatchObject({ code: 'cancelled' });
    expect(await models.status('tiny')).toMatchObject({ state: 'paused', totalBytes: 1e6 });
    await models.cancel('tiny');
    expect(await models.status('tiny')).toEqual({ state: 'absent' });
  });

  test('that talks nonsense or is gone is away', async () => {
    fake.faults.push({ on: 'tags', kind: 'garbage' });
    expect(await models.isRunning()).toBe(false);
    expect(await models.isRunning()).toBe(true);
    await fake.close();
    expect(await models.isRunning()).toBe(false);
    await expect(say('tiny')).rejects.toMatchObject({ code: 'engine_away' });
    await expect(models.install('tiny')).rejects.toMatchObject({ code: 'engine_away' });
  });
});

test('both engines are one: a model is where it is installed, and an answer of llama.cpp comes through both', async () => {
  const folder = await mkdtemp(join(tmpdir(), 'geko-join-'));
  const llama = createLlamaModels({
    folder,
    facts,
    hardware: () => Promise.resolve(roomy),
    memoryCapBytes: null,
    threads: 1,
    start: () => forkEngine({ env: {} }),
    now: () => performance.now(),
  });
  models = open({ silenceMs: 15_000 });
  const joined = joinEngines(llama, models);
  answer = ({ messages }) => {
    const pieces = new PassThrough({ objectMode: true });
    const chat = { modelId: 'tiny', messages: messages as LocalMessage[], maxTokens: 99 };
    void llama
      .chat(
        { ...chat, temperature: 0, topP: null },
        {
          signal: new AbortController().signal,
          onPart: ({ text: content }) => pieces.write({ content }),
        },
      )
      .then(
        () => pieces.end(),
        (error: Error) => pieces.destroy(error),
      );
    return pieces;
  };
  try {
    // What is nowhere would go to the one that is running.
    expect(await joined.list()).toMatchObject([{ id: 'tiny', engine: 'ollama' }]);
    fake.installed.set(tag, 1);
    await joined.remove('tiny');
    expect(fake.asked).toContain('DELETE /api/delete');

    await mkdir(join(folder, 'tiny'));
    await writeFile(join(folder, 'tiny', 'F32.gguf'), bytes);
    expect(await joined.list()).toMatchObject([
      { id: 'tiny', engine: 'llama', status: { state: 'ready' } },
    ]);
    fake.installed.set(tag, 1);
    const { parts } = await say('tiny');
    expect(
      parts
        .map((part) => part.replace('text:', ''))
        .join('')
        .trim(),
    ).toBe(TINY_WORDS.join(' '));

    const heard: string[] = [];
    const messages = [{ role: 'user' as const, content: 'Hello' }];
    const chat = { modelId: 'tiny', messages, maxTokens: 99, temperature: 0, topP: null };
    const { signal } = new AbortController();
    const asked = fake.asked.length;
    await joined.chat(chat, { signal, onPart: ({ text }) => heard.push(text) });
    expect(heard.join('').trim()).toBe(TINY_WORDS.join(' '));
    expect(fake.asked).toHaveLength(asked);
  } finally {
    await joined.close();
    await rm(folder, { recursive: true });
  }
});
