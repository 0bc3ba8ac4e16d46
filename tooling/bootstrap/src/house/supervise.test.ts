import { mkdtemp, readdir, rm } from 'node:fs/promises';
import { createServer, type AddressInfo } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { settingDocs } from '@geko/config/setting-docs';
import { freePort } from './web-port.ts';
import { runEntry } from '../testing/run-start.ts';

let dataDir: string;
beforeAll(async () => {
  dataDir = await mkdtemp(join(tmpdir(), 'geko-start-'));
});
afterAll(() => rm(dataDir, { recursive: true, force: true }));

test.each(['start.ts', 'dev.ts'] as const)(
  '%s names every bad setting at once, with what each is for, and starts nothing',
  async (entry) => {
    const bad = {
      PORT: 'http',
      DATABASE_URL: 'mysql://root:secret@127.0.0.1/geko',
      GEKO_DEMO: 'maybe',
      OPENAI_API_KEYS: 'sk-secret,,sk-other',
      COMPATIBLE_API_KEYS: 'sk-secret',
    };
    const started = runEntry(entry, { ...bad, GEKO_DATA_DIR: dataDir });
    expect(await started.exit).toBe(1);
    const said = started.output();
    const missing = 'COMPATIBLE_BASE_URL';
    for (const name of ['PORT', 'DATABASE_URL', 'GEKO_DEMO', 'OPENAI_API_KEYS', missing]) {
      const purpose = settingDocs.find((doc) => doc.name === name)?.purpose ?? 'no such setting';
      const line = said.split('\n').find((each) => each.trim().startsWith(`${name} `));
      expect(line).toContain(`(${purpose})`);
    }
    expect(said).toContain('5 settings need your attention');
    expect(said).not.toMatch(/secret|\n\s+at /u);
    expect(await readdir(dataDir)).toEqual([]);
  },
);

test.each(['start.ts', 'dev.ts'] as const)('%s --help tells every setting', async (entry) => {
  const started = runEntry(entry, { GEKO_DATA_DIR: dataDir }, ['--help']);
  expect(await started.exit).toBe(0);
  for (const { name, isInternal } of settingDocs) {
    expect({ name, isTold: started.output().includes(`  ${name} `) }).toEqual({
      name,
      isTold: !isInternal,
    });
  }
  expect(await readdir(dataDir)).toEqual([]);
});

test('a port in use is said before anything is started', async () => {
  const taken = createServer();
  await new Promise<void>((resolve) => void taken.listen(0, resolve));
  const { port } = taken.address() as AddressInfo;
  const started = runEntry('start.ts', { PORT: String(port), GEKO_DATA_DIR: dataDir });
  expect(await started.exit).toBe(1);
  expect(started.output()).toContain(`Port ${port} is in use by another program`);
  expect(started.output()).toContain(`PORT=${port + 1} npm start`);
  expect(await readdir(dataDir)).toEqual([]);
  await new Promise((resolve) => void taken.close(resolve));
});

test('a database that does not answer is said in words, and nothing is left running', async () => {
  const started = runEntry('start.ts', {
    PORT: String(await freePort()),
    GEKO_DATA_DIR: dataDir,
    DATABASE_URL: 'postgres://geko:secret@127.0.0.1:1/geko',
  });
  expect(await started.exit).toBe(1);
  expect(started.output()).toContain('The database of DATABASE_URL cannot be used');
  expect(started.output()).not.toContain('secret');
  expect(await readdir(dataDir)).toEqual([]);
}, 60_000);
