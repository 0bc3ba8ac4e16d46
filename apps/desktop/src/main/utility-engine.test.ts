import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { openLocalModels } from '@geko/local-models/open-local-models';
import type { LocalModels } from '@geko/local-models/local-models';
import { serveFile, type FileServer } from '@geko/local-models/testing/file-server';
import { tinyFacts } from '@geko/local-models/testing/tiny-facts';
import { makeTinyModel, TINY_WORDS } from '@geko/local-models/testing/tiny-model';
import { forkLikeElectron } from '../testing/fork-like-electron.ts';
import { startModels } from './start-models.ts';
import { utilityEngine, type UtilityChild } from './utility-engine.ts';

const words = [...TINY_WORDS, ...Array.from({ length: 200 }, (_, index) => `w${index}x`)];
const bytes = makeTinyModel({ words });
const children: UtilityChild[] = [];
let folder: string;
let files: FileServer;
let models: LocalModels;

beforeAll(async () => {
  folder = await mkdtemp(join(tmpdir(), 'geko-utility-'));
  files = await serveFile(bytes);
  models = openLocalModels({
    folder,
    ollamaUrl: 'http://127.0.0.1:1',
    memoryCapBytes: null,
    start: utilityEngine({
      entry: join(import.meta.dirname, '..', 'engine', 'index.ts'),
      fork(...asked) {
        const child = forkLikeElectron(...asked);
        children.push(child);
        return child;
      },
      kill: (pid) => process.kill(pid, 'SIGKILL'),
    }),
    now: () => performance.now(),
    threads: 1,
    facts: [tinyFacts({ bytes, url: files.url })],
  });
});
afterAll(async () => {
  await models.close();
  await files.close();
  await rm(folder, { recursive: true });
});

const chat = (onPart: (text: string) => void = () => undefined) =>
  models.chat(
    {
      modelId: 'tiny',
      messages: [{ role: 'user', content: 'Hello' }],
      maxTokens: 1_000,
      temperature: 0,
      topP: null,
    },
    { signal: new AbortController().signal, onPart: ({ text }) => onPart(text) },
  );

test('real llama.cpp answers out of the entry that Electron runs, survives its own death, and frees its memory', async () => {
  await startModels(models);
  expect(children).toEqual([]);
  await models.install('tiny');
  await startModels(models);
  expect(children).toHaveLength(1);

  let said = '';
  await expect(chat((text) => (said += text))).resolves.toMatchObject({ finishReason: 'stop' });
  expect(said.trim()).toBe(words.join(' '));

  // Killed from outside, as by a system that runs out of memory.
  let parts = 0;
  const broken = chat(() => {
    parts += 1;
    if (parts === 3) process.kill(children[0]?.pid ?? 0, 'SIGKILL');
  });
  await expect(broken).rejects.toMatchObject({ code: 'engine_crashed' });
  await expect(chat()).resolves.toMatchObject({ finishReason: 'stop' });
  expect(children).toHaveLength(2);

  const { pid = 0 } = children[1] ?? {};
  await models.close();
  expect(() => process.kill(pid, 0)).toThrow('ESRCH');
});

test.each([
  [7, [7], 0],
  // It is being started still, and has no number yet.
  [undefined, [], 1],
])('a process with the number %s is ended for sure, once', (pid, killed, asked) => {
  const seen = { killed: [] as number[], asked: 0, exit: [] as ((code: number) => void)[] };
  const child: UtilityChild = {
    pid,
    postMessage: () => undefined,
    kill: () => (seen.asked += 1) > 0,
    on: () => undefined,
    once: (_, listener) => seen.exit.push(listener),
  };
  const engine = utilityEngine({
    fork: () => child,
    entry: 'engine',
    kill: (its) => seen.killed.push(its),
  })();
  const ends: string[] = [];
  engine.onExit((detail) => ends.push(detail));
  engine.kill();
  for (const listener of seen.exit) listener(9);
  // Its number may be another process' by now.
  engine.kill();
  expect(seen).toMatchObject({ killed, asked });
  expect(ends).toEqual(['ended with 9']);
});
