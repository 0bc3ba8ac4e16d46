import { spawn } from 'node:child_process';
import type { ChildProcess } from 'node:child_process';
import { randomUUID } from 'node:crypto';
import { once } from 'node:events';
import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { eq } from 'drizzle-orm';
import { PgBoss } from 'pg-boss';
import { afterAll, afterEach, beforeAll, expect, test, vi } from 'vitest';
import { createSecrets } from '@geko/auth/secrets';
import { createDb } from '@geko/db/client';
import type { DbClient } from '@geko/db/client';
import { startEmbeddedPostgres } from '@geko/db/embedded/start-embedded-postgres';
import type { EmbeddedPostgres } from '@geko/db/embedded/start-embedded-postgres';
import { migrate } from '@geko/db/migrate';
import type { AppUrls } from '@geko/db/migrate';
import { heartbeats } from '@geko/db/schema/operations';
import { mailOutbox, sessions, users } from '@geko/db/schema/identity';
import { startSmtp } from '@geko/mail/testing/start-smtp';
import { queueMail } from '@geko/services/mail/queue-mail';

const MAIN = fileURLToPath(new URL('main.ts', import.meta.url));
const SOON = { timeout: 30_000, interval: 100 };

let home: string;
let server: EmbeddedPostgres;
let urls: AppUrls;
let client: DbClient;
const children: Run[] = [];

type Run = { child: ChildProcess; output: () => string; exit: Promise<number | null> };

function startWorker(env: Record<string, string>): Run {
  const { PATH, NODE_COMPILE_CACHE } = process.env;
  const child = spawn(process.execPath, [MAIN], {
    env: { NODE_ENV: 'test', PATH, NODE_COMPILE_CACHE, ...env },
    stdio: ['ignore', 'pipe', 'pipe', 'ipc'],
  });
  let output = '';
  child.stdout?.on('data', (part: Buffer) => (output += part.toString()));
  child.stderr?.on('data', (part: Buffer) => (output += part.toString()));
  const exit = once(child, 'exit').then(([code]) => code as number | null);
  const run = { child, output: () => output, exit };
  children.push(run);
  return run;
}

const SECRET = 'the secret of this test, long enough';

const startWell = (more: Record<string, string> = {}) =>
  startWorker({
    GEKO_APP_DATABASE_URL: urls.appUrl,
    GEKO_JOBS_DATABASE_URL: urls.jobsUrl,
    GEKO_SECRET: SECRET,
    ...more,
  });

async function lastBeat(): Promise<number> {
  const [row] = await client.db.select().from(heartbeats);
  return row?.beatAt.getTime() ?? 0;
}

/** Waits for a beat that is newer than now. */
async function nextBeat(): Promise<void> {
  const before = await lastBeat();
  await vi.waitUntil(async () => (await lastBeat().catch(() => 0)) > before, SOON);
}

async function insertExpiredSession(): Promise<void> {
  const userId = randomUUID();
  await client.db
    .insert(users)
    .values({ id: userId, email: `${userId}@example.com`, name: 'A', passwordHash: 'x' });
  await client.db
    .insert(sessions)
    .values({ id: userId, publicId: randomUUID(), userId, expiresAt: new Date(0) });
}

/** Asks the queue for a run of the hourly job, as its schedule does. */
async function askForPurge(): Promise<void> {
  const boss = new PgBoss({
    connectionString: urls.jobsUrl,
    schema: 'pgboss',
    migrate: false,
    schedule: false,
    supervise: false,
  });
  boss.on('error', () => undefined);
  await boss.start();
  await boss.send('purge-expired', null);
  await boss.stop({ graceful: false });
}

beforeAll(async () => {
  home = await mkdtemp(join(tmpdir(), 'geko-worker-'));
  server = await startEmbeddedPostgres({ dataDir: join(home, 'postgres') });
  urls = await migrate({ ownerUrl: server.ownerUrl });
  client = createDb({ appUrl: urls.appUrl, maxConnections: 2, onError: () => undefined });
}, 120_000);

afterEach(() => {
  for (const { child } of children.splice(0)) child.kill('SIGKILL');
});

afterAll(async () => {
  await client.close();
  await server.stop();
  await rm(dirname(server.folder), { recursive: true, force: true });
  await rm(home, { recursive: true, force: true });
}, 60_000);

test('without its settings it says which, and ends', async () => {
  const { exit, output } = startWorker({ GEKO_JOBS_DATABASE_URL: 'http://nonsense' });
  expect(await exit).toBe(1);
  expect(output()).toContain('GEKO_JOBS_DATABASE_URL must be an address');
  const none = startWorker({});
  expect(await none.exit).toBe(1);
  expect(none.output()).toMatch(
    /GEKO_APP_DATABASE_URL is missing[^]*GEKO_SECRET is missing[^]*GEKO_JOBS_DATABASE_URL is missing/u,
  );
}, 60_000);

test('it beats, runs scheduled jobs, and ends within ten seconds of SIGTERM', async () => {
  const { child, output, exit } = startWell();
  await vi.waitUntil(() => output().includes('job queue ready'), SOON);
  await nextBeat();
  await insertExpiredSession();
  await askForPurge();
  await vi.waitUntil(async () => (await client.db.$count(sessions)) === 0, SOON);
  const { rows } = await client.pool.query('select 1 from pg_namespace where nspname = $1', [
    'pgboss',
  ]);
  expect(rows).toHaveLength(1);
  const asked = Date.now();
  child.kill('SIGTERM');
  expect(await exit).toBe(0);
  expect(Date.now() - asked).toBeLessThan(10_000);
}, 120_000);

test('it outlives a database that is killed, and goes on where it was', async () => {
  const { child, output } = startWell();
  await vi.waitUntil(() => output().includes('job queue ready'), SOON);
  for (let round = 0; round < 3; round += 1) {
    process.kill(server.pid, 'SIGKILL');
    await new Promise((resolve) => setTimeout(resolve, 1500));
    server = await startEmbeddedPostgres({ dataDir: join(home, 'postgres') });
    await nextBeat();
  }
  await insertExpiredSession();
  await askForPurge();
  await vi.waitUntil(async () => (await client.db.$count(sessions)) === 0, SOON);
  expect(child.exitCode).toBeNull();
  expect(output()).not.toContain('uncaught');
  expect(output()).not.toContain('unhandled');
}, 180_000);

test('it waits for a database that is not there yet', async () => {
  await server.stop();
  const { child, output } = startWell();
  await vi.waitUntil(() => output().includes('does not start; will go on trying'), SOON);
  await new Promise((resolve) => setTimeout(resolve, 1000));
  expect(child.exitCode).toBeNull();
  server = await startEmbeddedPostgres({ dataDir: join(home, 'postgres') });
  await vi.waitUntil(() => output().includes('job queue ready'), SOON);
  await nextBeat();
}, 120_000);

test('it ends when the process that started it is gone', async () => {
  const { child, output, exit } = startWell();
  await vi.waitUntil(() => output().includes('job queue ready'), SOON);
  child.disconnect();
  expect(await exit).toBe(0);
}, 60_000);

test('a mail whose worker is killed while it goes out goes out again, the same one', async () => {
  const smtp = await startSmtp();
  const settings = { SMTP_URL: smtp.url, MAIL_FROM: 'Geko <geko@example.com>' };
  const token = 'Zk3vJmQ0aBcDeFgHiJkLmNoPqRsTuVwXyZ012345678';
  const id = await client.db.transaction((tx) =>
    queueMail(
      tx,
      {
        secrets: createSecrets(SECRET),
        mail: 'smtp',
        now: () => new Date(),
        newId: () => randomUUID(),
      },
      {
        kind: 'reset_password',
        to: 'ada@example.com',
        locale: 'de',
        data: { name: 'Ada', url: `https://geko.example.com/reset-password/${token}` },
      },
    ),
  );
  smtp.judge(({ at }) => (at === 'DATA' ? 'hang' : 'take'));
  const first = startWell(settings);
  await vi.waitUntil(() => smtp.seen.data === 1, SOON);
  first.child.kill('SIGKILL');
  await first.exit;
  smtp.judge(() => 'take');
  // Its lease runs out: two minutes that nobody waits for here.
  await client.db.update(mailOutbox).set({ nextTryAt: new Date() });
  const second = startWell(settings);
  const mail = await smtp.waitForMail({ to: 'ada@example.com' });
  expect(mail.messageId).toBe(`<${id}@example.com>`);
  await vi.waitUntil(
    async () => (await client.db.select().from(mailOutbox))[0]?.status === 'sent',
    SOON,
  );
  expect(smtp.mails).toHaveLength(1);
  expect(`${first.output()}${second.output()}`).not.toContain(token);
  expect(`${first.output()}${second.output()}`).not.toContain('ada@example.com');
  await smtp.stop();
}, 120_000);

test('a mail server that says nothing does not hold up the end', async () => {
  const smtp = await startSmtp();
  smtp.judge(() => 'hang');
  const { child, output, exit } = startWell({ SMTP_URL: smtp.url });
  await vi.waitUntil(() => output().includes('job queue ready'), SOON);
  await client.db.transaction((tx) =>
    queueMail(
      tx,
      {
        secrets: createSecrets(SECRET),
        mail: 'smtp',
        now: () => new Date(),
        newId: () => randomUUID(),
      },
      {
        kind: 'email_changed',
        to: 'ada@example.com',
        locale: 'en',
        data: { name: 'Ada', newEmail: 'new@example.com' },
      },
    ),
  );
  await vi.waitUntil(() => smtp.seen.rcpt === 1, SOON);
  child.kill('SIGTERM');
  expect(await exit).toBe(0);
  const waiting = await client.db.select().from(mailOutbox).where(eq(mailOutbox.status, 'queued'));
  expect(waiting).toHaveLength(1);
  await smtp.stop();
}, 60_000);
