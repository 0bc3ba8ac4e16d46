import { mkdtemp, rm, stat } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import pg from 'pg';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { stateFile } from './cluster-state.ts';
import { isProcessAlive, waitUntil } from './process-facts.ts';
import { startEmbeddedPostgres } from './start-embedded-postgres.ts';
import type { EmbeddedPostgres } from './start-embedded-postgres.ts';

let home: string;
let server: EmbeddedPostgres;

async function ask<Row extends pg.QueryResultRow>(url: string, sql: string): Promise<Row[]> {
  const client = new pg.Client({ connectionString: url });
  client.on('error', () => undefined);
  await client.connect();
  try {
    return (await client.query<Row>(sql)).rows;
  } finally {
    await client.end();
  }
}

const start = async () => await startEmbeddedPostgres({ dataDir: join(home, 'postgres') });

async function killHard(pid: number) {
  process.kill(pid, 'SIGKILL');
  expect(await waitUntil(async () => !(await isProcessAlive(pid)), 5000)).toBe(true);
}

beforeAll(async () => {
  // Its mode is 0700, so that a run as root also proves the way round a folder out of reach.
  home = await mkdtemp(join(tmpdir(), 'geko-embedded-'));
  server = await start();
}, 60_000);

afterAll(async () => {
  await server.stop();
  // As root the folder in use has a parent of its own below /var/tmp.
  await rm(dirname(server.folder), { recursive: true, force: true });
  await rm(home, { recursive: true, force: true });
});

test('the first start makes an UTF-8 cluster with an owner that is no superuser', async () => {
  expect(server.isAdopted).toBe(false);
  const [facts] = await ask(
    server.ownerUrl,
    `select rolname, rolsuper, rolbypassrls, rolcreaterole, rolcreatedb, current_database() as db,
            pg_encoding_to_char(encoding) as encoding, datlocprovider, pg_get_userbyid(datdba) as dba
       from pg_roles, pg_database where rolname = current_user and datname = current_database()`,
  );
  expect(facts).toEqual({
    rolname: 'geko_owner',
    rolsuper: false,
    rolbypassrls: false,
    rolcreaterole: true,
    rolcreatedb: true,
    db: 'geko',
    encoding: 'UTF8',
    datlocprovider: 'b',
    dba: 'geko_owner',
  });
  await ask(server.ownerUrl, 'create table kept (id int); insert into kept values (7)');
});

test('it listens on 127.0.0.1 only, asks for the password, and keeps it readable by us alone', async () => {
  const listening = await ask(server.adminUrl, 'show listen_addresses');
  expect(listening).toEqual([{ listen_addresses: '127.0.0.1' }]);
  const wrong = server.ownerUrl.replace(/:[^:@]+@/, ':wrong@');
  await expect(ask(wrong, 'select 1')).rejects.toThrow(/password authentication failed/);
  expect((await stat(stateFile(server.folder))).mode & 0o777).toBe(0o600);
});

test('a second start adopts the running server', async () => {
  const second = await start();
  expect(second).toMatchObject({ isAdopted: true, pid: server.pid, port: server.port });
  expect(second.ownerUrl).toBe(server.ownerUrl);
});

test('other settings restart it with them', async () => {
  const before = server.pid;
  const dataDir = join(home, 'postgres');
  server = await startEmbeddedPostgres({ dataDir, settings: { work_mem: '5MB' } });
  expect(server.pid).not.toBe(before);
  expect(await ask(server.adminUrl, 'show work_mem')).toEqual([{ work_mem: '5MB' }]);
});

test('after kill -9 of the postmaster with sessions open it comes back with nothing lost', async () => {
  const open = new pg.Client({ connectionString: server.ownerUrl });
  open.on('error', () => undefined);
  await open.connect();
  const { port, pid } = server;
  await killHard(pid);
  server = await start();
  expect(server.isAdopted).toBe(false);
  expect(server.pid).not.toBe(pid);
  expect(server.port).toBe(port);
  expect(await ask(server.ownerUrl, 'select id from kept')).toEqual([{ id: 7 }]);
  await open.end().catch(() => undefined);
});

test('stop waits until it is gone, may be called twice, and the port stays the same', async () => {
  const { pid, port } = server;
  await server.stop();
  expect(await isProcessAlive(pid)).toBe(false);
  await server.stop();
  server = await start();
  expect(server.port).toBe(port);
  expect(await ask(server.ownerUrl, 'select id from kept')).toEqual([{ id: 7 }]);
});
