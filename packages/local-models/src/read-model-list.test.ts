import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { localModelFacts } from './facts.ts';
import { readModelList } from './read-model-list.ts';

let folder: string;
beforeAll(async () => {
  folder = await mkdtemp(join(tmpdir(), 'geko-list-'));
});
afterAll(() => rm(folder, { recursive: true }));

async function read(list: unknown) {
  const file = join(folder, 'list.json');
  await writeFile(file, JSON.stringify(list));
  return await readModelList(file);
}

test('our own list reads back as it is', async () => {
  expect(await read(localModelFacts)).toEqual(localModelFacts);
});

test.each([
  ['an id that leads elsewhere', { id: '../up' }, '0.id'],
  [
    'a checksum that is none',
    { files: [{ ...localModelFacts[0]?.files[0], sha256: 'x' }] },
    'sha256',
  ],
  [
    'a file from the disk',
    { files: [{ ...localModelFacts[0]?.files[0], url: 'file:///etc' }] },
    'url',
  ],
  ['no file', { files: [] }, '0.files'],
])('%s is refused by name', async (_, change, named) => {
  await expect(read([{ ...localModelFacts[0], ...change }])).rejects.toThrow(named);
});
