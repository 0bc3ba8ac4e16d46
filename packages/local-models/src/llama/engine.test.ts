import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, expect, onTestFinished, test } from 'vitest';
import type { LocalMessage, LocalPart } from '@geko/contracts/local-models';
import { makeTinyModel, TINY_WORDS } from '../testing/tiny-model.ts';
import { createEngine, type Engine, type EngineSettings } from './engine.ts';
import type { EngineProcess } from './engine-process.ts';
import { forkEngine } from './fork-engine.ts';

/** Enough to be stopped in the middle. */
const words = [...TINY_WORDS, ...Array.from({ length: 300 }, (_, index) => `w${index}x`)];

let folder: string;
let tiny: string;
let other: string;

beforeAll(async () => {
  folder = await mkdtemp(join(tmpdir(), 'geko-engine-'));
  tiny = join(folder, 'tiny.gguf');
  other = join(folder, 'other.gguf');
  await writeFile(tiny, makeTinyModel({ words }));
  await writeFile(other, makeTinyModel());
});
afterAll(() => rm(folder, { recursive: true }));

/** The processes that were started, the last one last. */
const started: EngineProcess[] = [];

function open(over: Partial<EngineSettings> = {}): Engine {
  started.length = 0;
  const engine = createEngine({
    start() {
      const its = forkEngine({ env: {} });
      started.push(its);
      return its;
    },
    threads: 1,
    idleMs: 60_000,
    loadMs: 60_000,
    stopMs: 5_000,
    ...over,
  });
  onTestFinished(() => engine.unload());
  return engine;
}

const messages: LocalMessage[] = [
  { role: 'system', content: 'Be brief.' },
  { role: 'user', content: 'Who are you?' },
];

type Asked = {
  path: string;
  maxTokens: number;
  prompt: LocalMessage[];
  signal: AbortSignal;
  onPart: (part: LocalPart) => void;
};

function ask(
  engine: Engine,
  {
    path = tiny,
    maxTokens = 1_000,
    prompt = messages,
    signal = new AbortController().signal,
    onPart = () => undefined,
  }: Partial<Asked> = {},
) {
  const chat = { modelId: 'tiny', messages: prompt, maxTokens, temperature: 0, topP: null };
  return engine.chat({ path, contextTokens: 2_048 }, chat, { signal, onPart });
}

test('llama.cpp streams, counts, stops, refuses and changes models in a process of its own', async () => {
  const engine = open();
  const parts: string[] = [];
  await expect(ask(engine, { onPart: ({ text }) => parts.push(text) })).resolves.toEqual({
    finishReason: 'stop',
    // Each byte of the prompt and its roles is a token of this file; each word of the answer is one, and so is its end.
    usage: { inputTokens: 78, outputTokens: words.length + 1, reasoningTokens: 0 },
  });
  expect(parts.join('').trim()).toBe(words.join(' '));
  expect(parts.length).toBeGreaterThan(300);

  // The same process answers again.
  await expect(ask(engine, { maxTokens: 3 })).resolves.toMatchObject({
    finishReason: 'length',
    usage: { inputTokens: 78, outputTokens: 3 },
  });

  const stop = new AbortController();
  let heard = 0;
  const stopped = await ask(engine, {
    signal: stop.signal,
    onPart: () => ++heard === 5 && stop.abort(),
  });
  expect(stopped.finishReason).toBe('aborted');
  expect(stopped.usage.outputTokens).toBeGreaterThanOrEqual(2);
  expect(stopped.usage.outputTokens).toBeLessThan(200);

  const long = [{ role: 'user' as const, content: 'a'.repeat(3_000) }];
  await expect(ask(engine, { prompt: long })).rejects.toMatchObject({ code: 'prompt_too_long' });
  expect(started).toHaveLength(1);

  // One that waits for its turn can go without waiting.
  const first = ask(engine);
  const leave = new AbortController();
  const second = ask(engine, { path: other, signal: leave.signal });
  leave.abort();
  await expect(second).resolves.toMatchObject({ finishReason: 'aborted' });
  expect(engine.isBusy(tiny)).toBe(true);
  await expect(first).resolves.toMatchObject({ finishReason: 'stop' });
  expect(engine.isBusy(tiny)).toBe(false);

  await ask(engine, { path: other, maxTokens: 1 });
  expect(engine.loadedPath()).toBe(other);
  expect(started).toHaveLength(2);
});

test('a crash ends the chat, not the app; the next chat starts it anew, and idle memory is freed', async () => {
  const engine = open({ idleMs: 50 });
  const crashed = ask(engine, { onPart: () => started[0]?.kill() });
  await expect(crashed).rejects.toMatchObject({ code: 'engine_crashed' });
  await expect(ask(engine, { maxTokens: 1 })).resolves.toMatchObject({ finishReason: 'length' });
  expect(started).toHaveLength(2);
  await expect.poll(() => engine.loadedPath()).toBeNull();
});

test('a file over which llama.cpp aborts takes only its own process along', async () => {
  const engine = open();
  const path = join(folder, 'twice.gguf');
  await writeFile(path, makeTinyModel({ words: ['same', 'same'] }));
  await expect(ask(engine, { path })).rejects.toMatchObject({ code: 'engine_crashed' });
});

test('a file that is none is refused', async () => {
  const engine = open();
  const path = join(folder, 'none.gguf');
  await writeFile(path, 'no model at all '.repeat(1_000));
  await expect(ask(engine, { path })).rejects.toMatchObject({ code: 'broken_file' });
  expect(engine.loadedPath()).toBeNull();
});

test('a load that never ends is given up', async () => {
  const engine = open({ loadMs: 300 });
  await expect(ask(engine)).rejects.toMatchObject({ code: 'engine_crashed' });
});
