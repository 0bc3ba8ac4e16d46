import { mkdir, mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { beforeEach, expect, onTestFinished, test } from 'vitest';
import type { LocalModelStatus } from '@geko/contracts/local-models';
import { forkEngine } from '@geko/local-models/llama/fork-engine';
import { createLlamaModels } from '@geko/local-models/llama/llama-models';
import { tinyFacts } from '@geko/local-models/testing/tiny-facts';
import { makeTinyModel } from '@geko/local-models/testing/tiny-model';
import { startModels } from './start-models.ts';

const bytes = makeTinyModel();
let folder: string;
beforeEach(async () => {
  folder = await mkdtemp(join(tmpdir(), 'geko-start-'));
  onTestFinished(() => rm(folder, { recursive: true }));
});

/** Puts a model's file where an install leaves it. */
async function place(id: string, file: Buffer): Promise<void> {
  await mkdir(join(folder, id));
  await writeFile(join(folder, id, 'F32.gguf'), file);
}

/** The app's models, and what it tells of them. */
function open() {
  let engines = 0;
  const models = createLlamaModels({
    folder,
    facts: ['one', 'two', 'three'].map((id) =>
      tinyFacts({ id, bytes, url: 'http://127.0.0.1:9/none' }),
    ),
    hardware: () => Promise.resolve({ memoryBytes: 8e9, diskFreeBytes: 50e9, cores: 2 }),
    memoryCapBytes: null,
    threads: 1,
    start: () => {
      engines += 1;
      return forkEngine({ env: {} });
    },
    now: () => performance.now(),
  });
  onTestFinished(() => models.close());
  const told: [string, LocalModelStatus][] = [];
  models.watch((id, status) => told.push([id, status]));
  return { models, told, engines: () => engines };
}

test('installed models start with the app: each is asked for a token, and one that is broken says so before anybody writes to it', async () => {
  await place('one', Buffer.from(bytes).fill(0, 0, 64));
  await place('two', bytes);
  const { models, told, engines } = open();
  await startModels(models);
  expect(told).toEqual([
    ['one', { state: 'error', error: 'broken_file' }],
    ['two', { state: 'ready' }],
  ]);
  expect(await models.status('three')).toEqual({ state: 'absent' });
  expect(engines()).toBe(2);
  // The last one stays warm: whoever writes to it first waits for no load.
  await models.health('two');
  expect(engines()).toBe(2);
});
