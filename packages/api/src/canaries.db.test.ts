import { randomUUID } from 'node:crypto';
import { mkdtemp, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import postgres from 'postgres';
import { afterAll, beforeAll, expect, inject, test } from 'vitest';
import { leaks, startLeakyProvider, type LeakyProvider } from './testing/leaky-provider.ts';
import { registerOperator } from './testing/operator.ts';
import { createKey, openAIClient } from './testing/program.ts';
import { openTestHouse, type TestHouse } from './testing/test-house.ts';
import { registerPerson, type TestPerson } from './testing/test-person.ts';

/** A model of each provider that is asked. */
const models = {
  openai: 'gpt-5-nano',
  anthropic: 'claude-haiku-4-5',
  google: 'gemini-3.5-flash',
  mistral: 'mistral-small-2603',
  deepseek: 'deepseek-v4-flash',
} as const;
const providers = Object.keys(models) as (keyof typeof models)[];

/** Secrets of many shapes: some look like keys, some like nothing that a pattern would know. */
const shapes = [
  (at: number) => `sk-proj-canary${at}-Zk3vQ9xT7mWp2LrB8nYc`,
  (at: number) => `canary.${at}!plain~words`,
  (at: number) => `AIzaCanary${at}QwErTyUiOpAsDfGh`,
  (at: number) => Buffer.from(`canary ${at} of the pool`).toString('hex'),
];
/** 40 of them: half by the environment, a quarter by files, a quarter entered and sealed. */
const secrets = Array.from({ length: 40 }, (_, at) => shapes[at % shapes.length]?.(at) ?? '');
const [byEnv, byFile, sealed] = [secrets.slice(0, 20), secrets.slice(20, 30), secrets.slice(30)];

let house: TestHouse;
let leaky: LeakyProvider;
let operator: TestPerson;
let owner: TestPerson;
let apiKey: string;
/** All that anybody could read. */
const heard: string[] = [];
const aliases: string[] = [];

beforeAll(async () => {
  leaky = await startLeakyProvider();
  const secretsDir = await mkdtemp(join(tmpdir(), 'geko-canaries-'));
  const env = Object.fromEntries(
    providers.map((id, at) => [
      `${id.toUpperCase()}_API_KEYS`,
      byEnv.slice(at * 4, at * 4 + 4).join(','),
    ]),
  );
  house = await openTestHouse(inject('ownerUrl'), {
    idleTimeoutMs: 1_000,
    providerUrl: leaky.url,
    keyPool: { env, secretsDir },
    logTo: (line) => heard.push(line),
  });
  await house.server.refreshKeys();
  operator = await registerOperator(house);
  owner = await registerPerson(house);
  await house.setPlan(owner, 'paygo');
  ({ secret: apiKey } = await createKey(owner));
  for (const [at, secret] of [...byFile, ...sealed].entries()) {
    const name = `canary-${at}`;
    const isFile = at < byFile.length;
    if (isFile) await writeFile(join(secretsDir, name), secret);
    const { error } = await operator.mutate('providerKeys.create', {
      id: randomUUID(),
      alias: name,
      provider: providers[at % providers.length],
      secret: isFile ? { driver: 'file', name } : { driver: 'sealed', secret },
    });
    expect(error).toBeNull();
    aliases.push(name);
  }
  await house.server.refreshKeys();
});
afterAll(async () => {
  await house.close();
  await leaky.close();
});

/** What was learned of the keys is forgotten, so that each is called again. */
function mendAll(): void {
  for (const id of providers) {
    for (const name of [id, ...aliases, ...[1, 2, 3, 4].map((at) => `${id}-${at}`)]) {
      house.server.gateway.pool.hear({ kind: 'mended', name });
    }
  }
}

async function hear(response: Response): Promise<void> {
  heard.push(JSON.stringify([...response.headers]), await response.text().catch(String));
}

/** Every kind of call, by a model of every provider. */
async function callAll(): Promise<void> {
  for (const model of Object.values(models)) {
    const messages = [{ role: 'user' as const, content: 'Hello' }];
    for (const stream of [true, false]) {
      mendAll();
      await hear(
        await house.fetch('/api/v1/chat/completions', {
          method: 'POST',
          headers: { authorization: `Bearer ${apiKey}`, 'content-type': 'application/json' },
          body: JSON.stringify({ model, messages, stream }),
        }),
      );
    }
    mendAll();
    await hear(
      await owner.post('/api/chat', {
        workspaceId: owner.workspaceId,
        conversationId: randomUUID(),
        modelId: model,
        message: { id: randomUUID(), text: 'Hello' },
      }),
    );
  }
}

/** Every row of every table, as text, whoever may read it. */
async function dump(): Promise<string[]> {
  const sql = postgres(house.database.ownerUrl, { max: 1, onnotice: () => undefined });
  const rows: string[] = [];
  const tables = await sql<{ name: string; schema: string }[]>`
    select schemaname || '.' || quote_ident(tablename) as name, schemaname as schema from pg_tables
    where schemaname in ('public', 'vault', 'drizzle')`;
  for (const { name, schema } of tables) {
    for (const role of schema === 'vault' ? ['geko_vault'] : ['geko_system', 'none']) {
      await sql.unsafe(`set role ${role}`);
      const found = await sql
        .unsafe<{ row: string }[]>(`select t::text as row from ${name} t`)
        .catch(() => []);
      rows.push(...found.map(({ row }) => row));
      await sql.unsafe('reset role');
    }
  }
  await sql.end();
  return rows;
}

/** The secrets that stand in a text, plainly or in another writing. */
function leaked(text: string): string[] {
  return secrets.filter((secret) =>
    [
      secret,
      encodeURIComponent(secret),
      Buffer.from(secret).toString('base64'),
      secret.slice(0, 12),
      secret.slice(-12),
    ].some((writing) => text.includes(writing)),
  );
}

test.each(Object.keys(leaks))('%s', { timeout: 60_000 }, async (name) => {
  leaky.leakBy(name);
  const from = heard.length;
  await callAll();
  expect(heard.length).toBeGreaterThan(from + 15);
  expect(heard.slice(from).flatMap(leaked)).toEqual([]);
});

test('nor do they stand in what operators and owners read, nor in any row of the database', async () => {
  const { workspaceId } = owner;
  const answers = [
    await operator.query('providerKeys.list'),
    await operator.query('admin.overview'),
    await operator.query('audit.list', { workspaceId: operator.workspaceId }),
    await owner.query('usage.receipts', { workspaceId }),
    await owner.query('notices.list', { workspaceId }),
  ];
  expect(answers.map(({ error }) => error)).toEqual(answers.map(() => null));
  const exported = await owner.post('/api/usage/export', {
    workspaceId,
    range: { kind: 'month', on: new Date().toISOString().slice(0, 10) },
    what: 'receipts',
  });
  const rows = await dump();
  expect(rows.length).toBeGreaterThan(300);
  expect(rows.some((row) => row.includes('canary-5'))).toBe(true);
  const texts = [
    ...answers.map((answer) => JSON.stringify(answer)),
    await exported.text(),
    ...rows,
  ];
  expect(texts.flatMap(leaked)).toEqual([]);
});

test('and each of them was shown to its provider', () => {
  expect([...leaky.seen].toSorted()).toEqual(secrets.toSorted());
});

test('OpenAI’s client says nothing of them either', async () => {
  mendAll();
  leaky.leakBy('a refusal that quotes it');
  const error = await openAIClient(house, apiKey)
    .chat.completions.create({ model: models.openai, messages: [{ role: 'user', content: 'Hi' }] })
    .catch((thrown: unknown) => thrown);
  expect(error).toBeInstanceOf(Error);
  expect(leaked(JSON.stringify(error) + String(error))).toEqual([]);
});
