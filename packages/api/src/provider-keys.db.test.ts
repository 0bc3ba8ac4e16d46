import { randomUUID } from 'node:crypto';
import { mkdtemp, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import OpenAI from 'openai';
import type { ProviderKey, ProviderKeys } from '@geko/contracts/provider-keys';
import { resealSecrets } from '@geko/services/provider-keys/reseal-secrets';
import { sumKeyHours } from '@geko/services/provider-keys/sum-key-hours';
import {
  afterAll,
  afterEach,
  beforeAll,
  beforeEach,
  describe,
  expect,
  inject,
  test,
  vi,
} from 'vitest';
import { registerOperator } from './testing/operator.ts';
import { createKey, openAIClient, saying } from './testing/program.ts';
import {
  openTestHouse,
  REVOKED_KEY,
  TEST_SEALING_KEY,
  type TestHouse,
  type TestServer,
} from './testing/test-house.ts';
import { registerPerson, type TestPerson } from './testing/test-person.ts';

const ENV_KEYS = ['sk-env-0000000000000one1', 'sk-env-0000000000000two2'];

let house: TestHouse;
let other: TestServer;
let operator: TestPerson;
let owner: TestPerson;
let secretsDir: string;
let client: OpenAI;
let elsewhere: OpenAI;

beforeAll(async () => {
  secretsDir = await mkdtemp(join(tmpdir(), 'geko-secrets-'));
  const keyPool = {
    env: { OPENAI_API_KEYS: ENV_KEYS.join(',') },
    secretsDir,
    breakers: {
      key: { failures: 3, halfOpenAfterMs: 300 },
      provider: { failures: 50, halfOpenAfterMs: 300 },
    },
  };
  house = await openTestHouse(inject('ownerUrl'), { idleTimeoutMs: 500, keyPool });
  other = house.addServer({ keyPool });
  operator = await registerOperator(house);
  owner = await registerPerson(house);
  await house.setPlan(owner, 'paygo');
  const { secret } = await createKey(owner);
  client = openAIClient(house, secret);
  elsewhere = openAIClient(house, secret, { server: other });
  await Promise.all([house.server.refreshKeys(), other.refreshKeys()]);
});
afterAll(() => house.close());

const post = (input: object, procedure = 'create') =>
  operator.mutate(`providerKeys.${procedure}`, input);

async function listed(): Promise<ProviderKeys> {
  const { data, error } = await operator.query<ProviderKeys>('providerKeys.list');
  expect(error).toBeNull();
  return data;
}
async function keyOf(alias: string): Promise<ProviderKey> {
  const keys = (await listed()).providers.flatMap((provider) => provider.keys);
  const found = keys.find((key) => key.alias === alias);
  if (!found) throw new Error(`${alias} is not listed`);
  return found;
}

/** Adds a key of OpenAI's with an entered secret. */
async function addKey(alias: string, more: object = {}): Promise<string> {
  const id = randomUUID();
  const secret = { driver: 'sealed', secret: `sk-${alias}-0000000000${alias.slice(-4)}` };
  const { error } = await post({ id, alias, provider: 'openai', secret, ...more });
  expect(error).toBeNull();
  return id;
}

/** The last four characters of the keys that so many calls went by, through one process. */
async function usedBy(at: OpenAI, calls: number): Promise<string[]> {
  house.provider.log.clear();
  for (let call = 0; call < calls; call += 1) {
    await at.chat.completions.create({
      ...saying(''),
      messages: [{ role: 'user', content: 'Hello' }],
    });
  }
  return house.provider.log.entries().map(({ keyLast4 }) => keyLast4 ?? 'none');
}
const everywhere = (fn: () => Promise<void>) => vi.waitFor(fn, { timeout: 3_000, interval: 25 });

async function removeAll(): Promise<void> {
  for (const { keys } of (await listed()).providers) {
    for (const { id } of keys) await post({ id }, 'remove');
  }
}

describe('the pool', () => {
  test('begins with the keys that the environment names', async () => {
    const { providers, canSeal } = await listed();
    expect(canSeal).toBe(true);
    const [openai] = providers;
    expect(openai).toMatchObject({ id: 'openai', isEnabled: true, breaker: 'closed' });
    expect(openai?.keys).toMatchObject([
      {
        alias: 'openai-1',
        status: 'active',
        problem: null,
        secret: { driver: 'env', name: 'OPENAI_API_KEYS#1', lastFour: 'one1' },
      },
      { alias: 'openai-2', secret: { name: 'OPENAI_API_KEYS#2', lastFour: 'two2' } },
    ]);
    expect((await usedBy(client, 2)).toSorted()).toEqual(['one1', 'two2']);
  });

  test('a key that is added takes calls in every process, without a restart; its secret is not told', async () => {
    await addKey('fresh', { weight: 2 });
    for (const at of [client, elsewhere]) {
      await everywhere(async () => expect(await usedBy(at, 4)).toContain('resh'));
    }
    const fresh = await keyOf('fresh');
    expect(fresh).toMatchObject({
      weight: 2,
      problem: null,
      secret: { driver: 'sealed', name: null, lastFour: 'resh' },
    });
    expect(fresh.secret?.fingerprint).toMatch(/^[0-9a-f]{16}$/u);
    expect(JSON.stringify(await listed())).not.toContain('sk-');
    const { rows } = await house.database.pool.query<{ sealed: string }>(
      'select sealed from vault.read_secrets()',
    );
    expect(rows).toHaveLength(1);
    expect(rows[0]?.sealed).not.toContain('sk-fresh');
  });

  test('a drained key takes no more calls, and a disabled one breaks off what runs by it', async () => {
    await removeAll();
    const id = await addKey('only');
    await everywhere(async () => expect(await usedBy(client, 1)).toEqual(['only']));
    const slow = client.chat.completions
      .create({ ...saying('reply=200 delay=50'), stream: true })
      .then(async (stream) => {
        for await (const chunk of stream) void chunk;
      });
    const ended = slow.catch((error: unknown) => error);
    await everywhere(async () => expect((await keyOf('only')).health.running).toBe(1));
    await post({ id, status: 'draining' }, 'update');
    // The process hears of it by the database, as every other one does.
    await everywhere(() => expect(usedBy(client, 1)).rejects.toMatchObject({ status: 503 }));
    expect((await keyOf('only')).health.running).toBe(1);
    await post({ id, status: 'disabled' }, 'update');
    expect(await ended).toBeInstanceOf(OpenAI.APIError);
    await post({ id, status: 'active' }, 'update');
    await everywhere(async () => expect(await usedBy(client, 1)).toEqual(['only']));
  });

  test('a mounted secret is read where it is now', async () => {
    await removeAll();
    await writeFile(join(secretsDir, 'mounted'), 'sk-mounted-00000000old1\n');
    const secret = { driver: 'file', name: 'mounted' };
    await addKey('from-file', { secret });
    await everywhere(async () => expect(await usedBy(client, 1)).toEqual(['old1']));
    await writeFile(join(secretsDir, 'mounted'), 'sk-mounted-00000000new2\n');
    await house.server.refreshKeys();
    expect(await usedBy(client, 1)).toEqual(['new2']);
    expect((await keyOf('from-file')).secret?.lastFour).toBe('new2');
  });

  test('another secret takes the place of the old one, and what was learned of that is forgotten', async () => {
    await removeAll();
    const id = await addKey('turning', { secret: { driver: 'sealed', secret: REVOKED_KEY } });
    await everywhere(async () => {
      await expect(usedBy(client, 1)).rejects.toMatchObject({ status: 503 });
      expect((await keyOf('turning')).health.rest?.reason).toBe('refused');
    });
    await post({ id, secret: { driver: 'sealed', secret: 'sk-turned-0000000turn' } }, 'rotate');
    await everywhere(async () => expect(await usedBy(elsewhere, 1)).toEqual(['turn']));
  });

  test('another address wipes the secret: it was meant for the one it had', async () => {
    await removeAll();
    const id = await addKey('moved');
    await post({ id, baseUrl: 'https://somewhere.example/v1' }, 'update');
    expect(await keyOf('moved')).toMatchObject({ secret: null, problem: 'no_secret' });
    const { rows } = await house.database.pool.query('select * from vault.read_secrets()');
    expect(rows).toEqual([]);
    await everywhere(async () => {
      await expect(usedBy(client, 1)).rejects.toMatchObject({ status: 503 });
    });
  });

  test('a sealed secret opens for its own destination only, whoever moves the row', async () => {
    await removeAll();
    const id = await addKey('pinned');
    await house.database.pool.query(
      `update provider_keys set base_url = 'https://evil.example/v1' where id = $1`,
      [id],
    );
    await house.server.refreshKeys();
    expect(await keyOf('pinned')).toMatchObject({ problem: 'unreadable' });
    await expect(usedBy(client, 1)).rejects.toMatchObject({ status: 503 });
  });

  test('a provider that is switched off is called by nobody, and its models say so', async () => {
    await removeAll();
    await addKey('ready');
    await post({ provider: 'openai', isEnabled: false }, 'setProviderEnabled');
    for (const at of [client, elsewhere]) {
      await everywhere(async () => {
        await expect(usedBy(at, 1)).rejects.toMatchObject({ status: 503 });
      });
    }
    await post({ provider: 'openai', isEnabled: true }, 'setProviderEnabled');
    await everywhere(async () => expect(await usedBy(elsewhere, 1)).toEqual(['eady']));
  });

  test('a key that has cost its month’s cap takes no more calls', async () => {
    await removeAll();
    const id = await addKey('capped', { spendCapNano: '1' });
    await everywhere(async () => expect(await usedBy(client, 1)).toEqual(['pped']));
    expect(await sumKeyHours(house.server, { hours: 2 })).toBeGreaterThan(0);
    expect(await sumKeyHours(house.server, { hours: 2 })).toBe(0);
    await house.server.refreshKeys();
    const capped = await keyOf('capped');
    expect(capped).toMatchObject({ problem: 'spend_cap', thisMonth: { calls: 1, failed: 0 } });
    expect(BigInt(capped.thisMonth.costNano)).toBeGreaterThan(0n);
    await expect(usedBy(client, 1)).rejects.toMatchObject({ status: 503 });
    await post({ id, spendCapNano: null }, 'update');
    await everywhere(async () => expect(await usedBy(client, 1)).toEqual(['pped']));
  });

  test('with a new sealing key the secrets are sealed anew, and the old one is of no more use', async () => {
    await removeAll();
    await addKey('sealed');
    const next = Buffer.alloc(32, 8);
    const { providerSecrets } = house.server;
    const baseUrlOf: typeof providerSecrets.baseUrlOf = (id) => providerSecrets.baseUrlOf(id);
    const reseal = (...sealingKeys: Buffer[]) =>
      resealSecrets({ db: house.database.db, sealingKeys, baseUrlOf });
    expect(await reseal(next, TEST_SEALING_KEY)).toEqual({ resealed: 1, unreadable: [] });
    expect(await reseal(next, TEST_SEALING_KEY)).toEqual({ resealed: 0, unreadable: [] });
    await house.server.refreshKeys();
    expect(await keyOf('sealed')).toMatchObject({ problem: 'unreadable' });
    expect(await reseal(TEST_SEALING_KEY, next)).toEqual({ resealed: 1, unreadable: [] });
    const lost = Buffer.alloc(32, 9);
    expect(await reseal(lost)).toEqual({ resealed: 0, unreadable: ['sealed'] });
  });
});

describe('what a provider does to a key', () => {
  let ids: string[];
  beforeEach(async () => {
    await removeAll();
    ids = [await addKey('first-aaaa'), await addKey('second-bbbb')];
    await everywhere(async () => {
      for (const at of [client, elsewhere]) {
        expect(new Set(await usedBy(at, 2))).toEqual(new Set(['aaaa', 'bbbb']));
      }
    });
  });
  afterEach(() => house.provider.faults.clear());

  test('slowed down in one process, it rests in all of them', async () => {
    house.provider.faults.push({ fault: '429', retryAfter: 30 });
    const [slowed = ''] = await usedBy(client, 1);
    const well = slowed === 'aaaa' ? 'bbbb' : 'aaaa';
    for (const at of [client, elsewhere]) {
      await everywhere(async () => expect(await usedBy(at, 3)).toEqual([well, well, well]));
    }
    const resting = await keyOf(slowed === 'aaaa' ? 'first-aaaa' : 'second-bbbb');
    expect(resting.health.rest).toMatchObject({ reason: 'rate_limited' });
    await post({ id: resting.id }, 'wake');
    for (const at of [client, elsewhere]) {
      await everywhere(async () => expect(new Set(await usedBy(at, 2)).size).toBe(2));
    }
  });

  test('where all keys rest a call is refused with when to come back, and the provider is not asked', async () => {
    house.provider.faults.push({ fault: '429', retryAfter: 40 }, { fault: '429', retryAfter: 20 });
    await expect(usedBy(client, 1)).rejects.toMatchObject({ status: 503 });
    for (const at of [client, elsewhere]) {
      await everywhere(async () => {
        const error = await usedBy(at, 1).catch((thrown: unknown) => thrown);
        expect(house.provider.log.entries()).toEqual([]);
        expect(error).toBeInstanceOf(OpenAI.InternalServerError);
        const { status, headers } = error as InstanceType<typeof OpenAI.APIError>;
        expect(status).toBe(503);
        expect(Number(headers?.get('retry-after'))).toBeGreaterThan(10);
        expect(Number(headers?.get('retry-after'))).toBeLessThanOrEqual(20);
      });
    }
  });

  test('broken again and again it is left alone, then tried, then trusted', async () => {
    await post({ id: ids[1], status: 'draining' }, 'update');
    await everywhere(async () => expect(await usedBy(client, 2)).toEqual(['aaaa', 'aaaa']));
    house.provider.faults.push({ fault: '500', times: 3 });
    for (let call = 0; call < 3; call += 1) {
      await expect(usedBy(client, 1)).rejects.toMatchObject({ status: 502 });
    }
    await expect(usedBy(client, 1)).rejects.toMatchObject({ status: 503 });
    expect(house.provider.log.entries()).toEqual([]);
    expect((await keyOf('first-aaaa')).health.breaker).toBe('open');
    await everywhere(async () => expect(await usedBy(client, 1)).toEqual(['aaaa']));
    expect((await keyOf('first-aaaa')).health.breaker).toBe('closed');
  });
});

describe('bad input', () => {
  const sealed = { driver: 'sealed', secret: 'sk-some-000000000000' };
  const good = () => ({ id: randomUUID(), alias: 'good', provider: 'openai', secret: sealed });
  test.each([
    ['alias', { alias: 'Not Good' }],
    ['provider', { provider: 'demo' }],
    ['baseUrl', { baseUrl: 'ftp://example.com' }],
    ['baseUrl', { baseUrl: 'https://user:pass@example.com/v1' }],
    ['weight', { weight: 0 }],
    ['spendCapNano', { spendCapNano: '-1' }],
    ['secret.secret', { secret: { driver: 'sealed', secret: 'short' } }],
    ['secret.secret', { secret: { driver: 'sealed', secret: 'with a space inside' } }],
    ['secret.name', { secret: { driver: 'env', name: 'GEKO_SECRET' } }],
    ['secret.name', { secret: { driver: 'env', name: 'NOBODY_HAS_API_KEYS' } }],
    ['secret.name', { secret: { driver: 'file', name: '../../etc/passwd' } }],
    ['secret.name', { secret: { driver: 'file', name: 'missing' } }],
  ])('%s is named (%j)', async (field, wrong) => {
    const { status, error } = await post({ ...good(), ...wrong });
    expect({ status, field: error?.field }).toEqual({ status: 400, field });
    expect(JSON.stringify(error)).not.toContain('sk-some');
  });

  test('an alias that is taken, a key that is not there, and nobody but operators', async () => {
    await removeAll();
    await addKey('taken');
    expect((await post({ ...good(), alias: 'taken' })).error).toMatchObject({
      code: 'CONFLICT',
      field: 'alias',
    });
    for (const procedure of ['update', 'remove', 'wake', 'rotate']) {
      const { error } = await post({ id: randomUUID(), secret: sealed }, procedure);
      expect(error?.code).toBe('NOT_FOUND');
    }
    expect((await owner.query('providerKeys.list')).error?.code).toBe('NOT_FOUND');
    expect((await owner.mutate('providerKeys.create', good())).error?.code).toBe('NOT_FOUND');
  });
});
