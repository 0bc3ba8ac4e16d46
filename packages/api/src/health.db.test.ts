import { createServer, type AddressInfo, type Socket } from 'node:net';
import { sql } from 'drizzle-orm';
import { afterAll, beforeAll, expect, inject, test } from 'vitest';
import { createDb } from '@geko/db/client';
import { handleHealth } from './http/health-route.ts';
import { openTestHouse, type TestHouse } from './testing/test-house.ts';

let house: TestHouse;
beforeAll(async () => {
  house = await openTestHouse(inject('ownerUrl'));
});
afterAll(() => house.close());

async function health(): Promise<{ status: number; body: unknown }> {
  const response = await house.fetch('/health');
  expect(response.headers.get('cache-control')).toBe('no-store');
  return { status: response.status, body: (await response.json()) as unknown };
}

/** The worker's last sign of life, so long ago. */
const beat = (secondsAgo: number) =>
  house.database.db.execute(sql`insert into heartbeats (process, beat_at)
    values ('worker', now() - ${secondsAgo} * interval '1 second')
    on conflict (process) do update set beat_at = excluded.beat_at`);

const well = { status: 200, body: { status: 'well', database: 'well', worker: 'well' } };
const noWorker = { status: 503, body: { status: 'unwell', database: 'well', worker: 'unwell' } };
const noDatabase = {
  status: 503,
  body: { status: 'unwell', database: 'unwell', worker: 'unwell' },
};

test('well only while the worker beats', async () => {
  expect(await health()).toEqual(noWorker);
  await beat(1);
  expect(await health()).toEqual(well);
  await beat(25);
  expect(await health()).toEqual(well);
  await beat(31);
  expect(await health()).toEqual(noWorker);
  await beat(1);
  expect(await health()).toEqual(well);
});

/** What a server says whose database is at this address. */
async function healthAt(
  appUrl: string,
): Promise<{ status: number; body: unknown; tookMs: number }> {
  const client = createDb({ appUrl, maxConnections: 1, onError: () => undefined });
  const startedAt = performance.now();
  const response = await handleHealth({ db: client.db, now: () => new Date() });
  const tookMs = performance.now() - startedAt;
  const body: unknown = await response.json();
  const answer = { status: response.status, body, tookMs };
  void client.close();
  return answer;
}

test('a database that is gone is 503, and one that says nothing is 503 within five seconds', async () => {
  await beat(1);
  const sockets: Socket[] = [];
  const silent = createServer((socket) => void sockets.push(socket.on('error', () => undefined)));
  await new Promise<void>((resolve) => void silent.listen(0, '127.0.0.1', resolve));
  const url = new URL(house.database.appUrl);
  url.port = String((silent.address() as AddressInfo).port);
  const hung = await healthAt(url.href);
  expect(hung).toMatchObject(noDatabase);
  expect(hung.tookMs).toBeLessThan(5_000);
  for (const socket of sockets) socket.destroy();
  await new Promise((resolve) => void silent.close(resolve));
  expect(await healthAt(url.href)).toMatchObject(noDatabase);
  expect(await health()).toEqual(well);
});
