import { randomBytes } from 'node:crypto';
import { gunzipSync } from 'node:zlib';
import { expect, test } from 'vitest';
import { KeptBody } from './kept-body.ts';

test('what passes comes out again to the byte', async () => {
  const pieces = Array.from({ length: 50 }, (_, length) => randomBytes(length));
  const body = new KeptBody();
  for (const piece of pieces) body.add(piece);
  const kept = await body.end();
  expect(kept).not.toBeNull();
  expect(gunzipSync(kept ?? '')).toEqual(Buffer.concat(pieces));
  expect(await new KeptBody().end()).not.toBeNull();
});

test('many words that say little are kept, and what is larger than the bound is not', async () => {
  const long = new KeptBody();
  for (let i = 0; i < 60; i += 1) long.add(Buffer.alloc(1_000_000, `data: {"i":${i}}\n\n`));
  expect((await long.end())?.byteLength).toBeLessThan(1_000_000);
  const dense = new KeptBody();
  for (let i = 0; i < 5; i += 1) dense.add(randomBytes(1_000_000));
  expect(await dense.end()).toBeNull();
  const endless = new KeptBody();
  for (let i = 0; i < 65; i += 1) endless.add(Buffer.alloc(1_000_000));
  expect(await endless.end()).toBeNull();
});
