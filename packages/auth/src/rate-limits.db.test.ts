import { randomUUID } from 'node:crypto';
import { eq } from 'drizzle-orm';
import { afterAll, beforeAll, expect, inject, test, vi } from 'vitest';
import { AppError } from '@geko/contracts/errors';
import { createDb } from '@geko/db/client';
import { rateLimits as rows } from '@geko/db/schema/identity';
import { createTestDatabase } from '@geko/db/testing/test-database';
import type { TestDatabase } from '@geko/db/testing/test-database';
import { createRateLimits, rateLimitTable } from './rate-limits.ts';
import type { RateLimitName, RateLimits } from './rate-limits.ts';

let database: TestDatabase;
let limits: RateLimits;

beforeAll(async () => {
  database = await createTestDatabase(inject('ownerUrl'));
  limits = createRateLimits({ pool: database.pool });
});

afterAll(() => database.drop());

/** How a try ended: 'allowed', or the error's code; any other error is thrown on. */
async function tryOnce(tried: Promise<void>): Promise<string> {
  try {
    await tried;
    return 'allowed';
  } catch (thrown) {
    if (thrown instanceof AppError) return thrown.code;
    throw thrown;
  }
}

test.each(Object.keys(rateLimitTable) as RateLimitName[])(
  '%s: the last allowed try passes, the next is told how long to wait',
  async (name) => {
    const key = rateLimitTable[name].by === 'address' ? `host-${name}` : randomUUID();
    for (let left = rateLimitTable[name].tries; left > 0; left -= 60) {
      await limits.consume(name, key, Math.min(60, left));
    }
    const refused: unknown = await limits.consume(name, key).catch((error: unknown) => error);
    expect(refused).toBeInstanceOf(AppError);
    expect(refused).toMatchObject({ code: 'RATE_LIMITED' });
    const waitSeconds = refused instanceof AppError ? refused.details.retryAfterSeconds : undefined;
    expect(waitSeconds).toBeGreaterThan(0);
    expect(waitSeconds).toBeLessThanOrEqual(rateLimitTable[name].windowSeconds);
    await limits.consume(name, 'somebody-else');
  },
);

test('tries at once are counted as tries one by one', async () => {
  const tried = await Promise.allSettled(
    Array.from({ length: 40 }, () => limits.consume('loginByAccount', 'ada@example.com')),
  );
  expect(tried.filter(({ status }) => status === 'fulfilled')).toHaveLength(10);
});

test.each(['loginByAccount', 'secondFactor', 'proofByAccount'] as const)(
  'a reset of %s by one replica is known to the others at once',
  async (name) => {
    const other = createRateLimits({ pool: database.pool });
    const key = randomUUID();
    await limits.consume(name, key, rateLimitTable[name].tries);
    expect(await tryOnce(limits.consume(name, key))).toBe('RATE_LIMITED');
    expect(await tryOnce(other.consume(name, key))).toBe('RATE_LIMITED');
    await other.reset(name, key);
    expect(await tryOnce(limits.consume(name, key))).toBe('allowed');
  },
);

test('a reset gives all tries back', async () => {
  for (let round = 0; round < 3; round += 1) {
    for (let n = 0; n < 10; n += 1) await limits.consume('loginByAccount', 'bob@example.com');
    expect(await tryOnce(limits.consume('loginByAccount', 'bob@example.com'))).toBe('RATE_LIMITED');
    await limits.reset('loginByAccount', 'bob@example.com');
  }
});

test('replicas share their counters, and a window that is over counts no more', async () => {
  const other = createRateLimits({ pool: database.pool });
  for (let n = 0; n < 20; n += 1)
    await (n % 2 ? limits : other).consume('registerByAddress', '10.0.0.9');
  expect(
    await tryOnce(
      createRateLimits({ pool: database.pool }).consume('registerByAddress', '10.0.0.9'),
    ),
  ).toBe('RATE_LIMITED');
  await database.db
    .update(rows)
    .set({ expire: BigInt(Date.now() - 1) })
    .where(eq(rows.key, 'registerByAddress:10.0.0.9'));
  await createRateLimits({ pool: database.pool }).consume('registerByAddress', '10.0.0.9');
});

test('addresses of one IPv6 customer count together', async () => {
  for (let n = 0; n < 20; n += 1) await limits.consume('registerByAddress', `2001:db8:7:7::${n}`);
  expect(await tryOnce(limits.consume('registerByAddress', '2001:db8:7:7:aaaa::1'))).toBe(
    'RATE_LIMITED',
  );
  await limits.consume('registerByAddress', '2001:db8:7:8::1');
});

test('over the limit nothing more is written', async () => {
  await limits.consume('chatByUser', 'flood', 120);
  const ask = vi.spyOn(database.pool, 'query');
  for (let n = 0; n < 50; n += 1)
    expect(await tryOnce(limits.consume('chatByUser', 'flood'))).toBe('RATE_LIMITED');
  expect(ask).not.toHaveBeenCalled();
  ask.mockRestore();
});

test('scale multiplies every limit', async () => {
  const wide = createRateLimits({ pool: database.pool, scale: 3 });
  for (let n = 0; n < 30; n += 1) await wide.consume('loginByAccount', 'wide@example.com');
  expect(await tryOnce(wide.consume('loginByAccount', 'wide@example.com'))).toBe('RATE_LIMITED');
});

test('when the counters are away, nobody gets in', async () => {
  const url = new URL(database.appUrl);
  url.port = '1';
  const away = createDb({ appUrl: url.href, maxConnections: 1, onError: () => undefined });
  const closed = createRateLimits({ pool: away.pool });
  await expect(closed.consume('loginByAddress', '10.0.0.1')).rejects.toThrow(/ECONNREFUSED/u);
  await away.close();
});
