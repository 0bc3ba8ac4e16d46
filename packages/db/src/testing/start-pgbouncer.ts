import { spawn } from 'node:child_process';
import { constants } from 'node:fs';
import { access, chown, mkdtemp, readFile, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { delimiter, join } from 'node:path';
import pg from 'pg';
import { choosePort } from '../embedded/free-port.ts';
import { spawnOptions } from '../embedded/run-program.ts';
import { unprivilegedIds } from '../embedded/unprivileged.ts';

export type PgBouncer = {
  /** The same login and database, through the pool. */
  url: string;
  /** Connections to the database that it holds at this moment. */
  countServers(): Promise<number>;
  stop(): Promise<void>;
};

/** The program, from the path or from where Debian puts it; null when it is not installed. */
export async function findPgBouncer(searchPath: string): Promise<string | null> {
  for (const folder of [...searchPath.split(delimiter), '/usr/sbin', '/usr/local/sbin']) {
    const program = join(folder, 'pgbouncer');
    const isThere = await access(program, constants.X_OK).then(
      () => true,
      () => false,
    );
    if (folder !== '' && isThere) return program;
  }
  return null;
}

/**
 * PgBouncer in transaction pooling before one database, with a single connection to it. The login is that of appUrl.
 */
export async function startPgBouncer(program: string, appUrl: string): Promise<PgBouncer> {
  const runAs = unprivilegedIds();
  const folder = await mkdtemp(join(tmpdir(), 'geko-pgbouncer-'));
  const target = new URL(appUrl);
  const port = await choosePort(null);
  const file = (name: string) => join(folder, name);
  const settings = {
    listen_addr: '127.0.0.1',
    listen_port: port,
    unix_socket_dir: '',
    pool_mode: 'transaction',
    default_pool_size: 1,
    max_client_conn: 200,
    auth_type: 'scram-sha-256',
    auth_file: file('users.txt'),
    stats_users: target.username,
    logfile: file('pgbouncer.log'),
  };
  const lines = Object.entries(settings).map(([name, value]) => `${name} = ${value}`);
  const database = `${target.pathname.slice(1)} = host=${target.hostname} port=${target.port}`;
  const texts = {
    'pgbouncer.ini': `[databases]\n${database}\n[pgbouncer]\n${lines.join('\n')}\n`,
    'users.txt': `"${target.username}" "${decodeURIComponent(target.password)}"\n`,
  };
  for (const [name, text] of Object.entries(texts))
    await writeFile(file(name), text, { mode: 0o600 });
  if (runAs !== null) {
    for (const name of ['.', ...Object.keys(texts)]) await chown(file(name), runAs.uid, runAs.gid);
  }
  const child = spawn(program, ['-q', file('pgbouncer.ini')], {
    ...spawnOptions(runAs),
    stdio: 'ignore',
  });
  const ended = new Promise<void>((resolve) => {
    child.once('exit', () => resolve());
    child.once('error', () => resolve());
  });
  const url = new URL(appUrl);
  url.hostname = '127.0.0.1';
  url.port = String(port);
  const stop = async () => {
    child.kill('SIGINT');
    await ended;
    await rm(folder, { recursive: true, force: true });
  };
  if (!(await answers(url.href, () => child.exitCode === null))) {
    const log = await readFile(file('pgbouncer.log'), 'utf8').catch(() => '');
    await stop();
    throw new Error(`PgBouncer does not start:\n${log}`);
  }
  return { url: url.href, countServers: () => countServers(url), stop };
}

async function answers(url: string, isAlive: () => boolean): Promise<boolean> {
  const until = Date.now() + 10_000;
  while (Date.now() < until && isAlive()) {
    const client = new pg.Client(url);
    client.on('error', () => undefined);
    try {
      await client.connect();
      await client.query('select 1');
      return true;
    } catch {
      await new Promise((resolve) => setTimeout(resolve, 50));
    } finally {
      await client.end().catch(() => undefined);
    }
  }
  return false;
}

/** Asks PgBouncer's own console, which speaks the simple protocol only. */
async function countServers(url: URL): Promise<number> {
  const console = new URL(url);
  console.pathname = '/pgbouncer';
  const client = new pg.Client(console.href);
  await client.connect();
  try {
    return (await client.query('show servers')).rows.length;
  } finally {
    await client.end();
  }
}
