import { randomBytes } from 'node:crypto';
import { existsSync } from 'node:fs';
import { mkdtemp, readFile, rm, symlink, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, test } from 'vitest';
import { serveFile, type FileFault, type FileServer } from '../testing/file-server.ts';
import { sha256Of } from '../testing/tiny-model.ts';
import { downloadFile, partOf, type Download } from './download-file.ts';

const bytes = randomBytes(300_000);
const patience = { idleMs: 300, tries: 3, firstWaitMs: 5 };

let folder: string;
let server: FileServer;
let path: string;
beforeEach(async () => {
  folder = await mkdtemp(join(tmpdir(), 'geko-download-'));
  path = join(folder, 'model', 'Q4.gguf');
  server = await serveFile(bytes);
});
afterEach(async () => {
  await server.close();
  await rm(folder, { recursive: true });
});

function bring(over: Partial<Download> = {}, faults: FileFault[] = []): Promise<void> {
  server.faults.push(...faults);
  return downloadFile({
    file: { quantisation: 'Q4', bytes: bytes.length, sha256: sha256Of(bytes), url: server.url },
    path,
    signal: new AbortController().signal,
    onBytes: () => undefined,
    onChecking: () => undefined,
    patience,
    ...over,
  });
}

async function keep(kept: Buffer): Promise<void> {
  await bring({}, [{ kind: 'status', status: 404 }]).catch(() => undefined);
  server.ranges.length = 0;
  await writeFile(partOf(path), kept);
}

async function expectWhole(): Promise<void> {
  expect(sha256Of(await readFile(path))).toBe(sha256Of(bytes));
  expect(existsSync(partOf(path))).toBe(false);
}

describe('a file is whole in the end', () => {
  test('in one go, with every byte told', async () => {
    const told: number[] = [];
    await bring({ onBytes: (received) => told.push(received) });
    await expectWhole();
    expect(told.at(0)).toBe(0);
    expect(told.at(-1)).toBe(bytes.length);
    expect(told).toEqual([...told].toSorted((a, b) => a - b));
  });

  test('after two cuts, from where each left off', async () => {
    await bring({}, [
      { kind: 'cut', afterBytes: 100_000 },
      { kind: 'cut', afterBytes: 50_000 },
    ]);
    await expectWhole();
    expect(server.ranges).toHaveLength(3);
    expect(server.ranges[0]).toBeNull();
    const from = server.ranges.slice(1).map((range) => Number(/\d+/u.exec(range ?? '')?.[0]));
    expect(from[0]).toBeGreaterThan(0);
    expect(from[1]).toBeGreaterThan(from[0] ?? 0);
  });

  test('from what an earlier process left', async () => {
    await keep(bytes.subarray(0, 123_456));
    await bring();
    await expectWhole();
    expect(server.ranges).toEqual(['bytes=123456-']);
  });

  test('when everything was there but the name', async () => {
    await keep(bytes);
    await bring();
    await expectWhole();
    expect(server.ranges).toEqual([]);
  });

  test.each<[string, FileFault[], number]>([
    ['sends all of it although a part was asked for', [{ kind: 'ignores_range' }], 1],
    ['sends another part than was asked for', [{ kind: 'other_range' }], 2],
    ['says 416', [{ kind: 'status', status: 416 }], 2],
    ['is busy', [{ kind: 'status', status: 503, headers: { 'retry-after': '0' } }], 2],
    ['falls silent', [{ kind: 'silent', afterBytes: 10 }], 2],
    ['is slow, yet never silent', [{ kind: 'slow', pieceBytes: 50_000, pauseMs: 100 }], 1],
  ])('from a server that %s', async (_, faults, requests) => {
    await keep(bytes.subarray(0, 1_000));
    await bring({}, faults);
    await expectWhole();
    expect(server.ranges).toHaveLength(requests);
  });

  test('although more was kept than there is', async () => {
    await keep(Buffer.concat([bytes, bytes]));
    await bring();
    await expectWhole();
  });
});

describe('a wrong file', () => {
  const wrong = randomBytes(bytes.length);

  test('of another checksum is deleted, and said', async () => {
    const failed = bring({}, [{ kind: 'other_bytes', bytes: wrong, saysLength: true }]);
    await expect(failed).rejects.toMatchObject({ code: 'wrong_checksum' });
    expect(existsSync(path) || existsSync(partOf(path))).toBe(false);
  });

  test.each([
    ['shorter, and says so', bytes.subarray(1), true],
    ['longer, and says so', Buffer.concat([bytes, bytes]), true],
    ['longer without saying', Buffer.concat([bytes, bytes]), false],
  ])('that is %s is deleted', async (_, other, saysLength) => {
    const failed = bring({}, [{ kind: 'other_bytes', bytes: other, saysLength }]);
    await expect(failed).rejects.toMatchObject({ code: 'wrong_length' });
    expect(existsSync(path) || existsSync(partOf(path))).toBe(false);
  });

  test('that began right and went on wrong is found out', async () => {
    await keep(wrong.subarray(0, 1_000));
    await expect(bring()).rejects.toMatchObject({ code: 'wrong_checksum' });
    await bring();
    await expectWhole();
  });
});

describe('what cannot go on', () => {
  test('is not asked for again and again', async () => {
    await expect(bring({}, [{ kind: 'status', status: 404 }])).rejects.toMatchObject({
      code: 'not_offered',
    });
    expect(server.ranges).toHaveLength(1);
    server.faults.push(
      ...Array.from({ length: 9 }, () => ({ kind: 'status' as const, status: 500 })),
    );
    await expect(bring()).rejects.toMatchObject({ code: 'unreachable' });
    expect(server.ranges).toHaveLength(1 + patience.tries);
  });

  test('is stopped, and kept for the next time', async () => {
    const stop = new AbortController();
    const onBytes = (received: number) => received > 0 && stop.abort();
    const faults: FileFault[] = [{ kind: 'slow', pieceBytes: 50_000, pauseMs: 20 }];
    await expect(bring({ signal: stop.signal, onBytes }, faults)).rejects.toMatchObject({
      code: 'cancelled',
    });
    expect(existsSync(path)).toBe(false);
    await bring();
    await expectWhole();
    expect(server.ranges[1]).toMatch(/^bytes=\d+-$/u);
  });

  test.skipIf(!existsSync('/dev/full'))('says that the disk is full', async () => {
    await keep(Buffer.alloc(0));
    await rm(partOf(path));
    await symlink('/dev/full', partOf(path));
    await expect(bring()).rejects.toMatchObject({ code: 'disk_full' });
  });
});
