import { spawn } from 'node:child_process';
import { closeSync, fchownSync, openSync } from 'node:fs';
import { readFile, rm, stat, truncate } from 'node:fs/promises';
import { join } from 'node:path';
import type { PostgresBinaries } from './binaries.ts';
import { commandLine, isProcessAlive, waitUntil } from './process-facts.ts';
import { runProgram, spawnOptions } from './run-program.ts';
import type { RunAs } from './unprivileged.ts';

/** What `postmaster.pid` says (its lines 1, 4 and 8; see miscadmin.h of PostgreSQL). */
export type Postmaster = { pid: number; port: number; isReady: boolean };

const startTimeoutMs = 60_000;
const stopTimeoutMs = 30_000;
const longestLogBytes = 20_000_000;

function pidFile(cluster: string): string {
  return join(cluster, 'postmaster.pid');
}

async function readPidFile(cluster: string): Promise<Postmaster | null> {
  const text = await readFile(pidFile(cluster), 'utf8').catch(() => null);
  if (text === null) return null;
  const lines = text.split('\n');
  const pid = Number(lines[0]);
  if (!Number.isInteger(pid) || pid <= 0) return null;
  return { pid, port: Number(lines[3] ?? 0), isReady: lines[7]?.trim() === 'ready' };
}

/**
 * The postmaster that serves `cluster` at this moment, whoever started it; null when none does. A pid file that names
 * a dead process, or one that is no Postgres (the id was used again), is stale: the latter is removed, as Postgres
 * itself would refuse to start beside it.
 */
export async function findPostmaster(cluster: string): Promise<Postmaster | null> {
  const found = await readPidFile(cluster);
  if (found === null) return null;
  if (await isProcessAlive(found.pid)) {
    const command = await commandLine(found.pid);
    if (command === null || command.includes(cluster)) return found;
  }
  await rm(pidFile(cluster), { force: true });
  return null;
}

/** Waits for a postmaster that is still starting or recovering; null when it gave up or went away. */
export async function waitForPostmaster(cluster: string): Promise<Postmaster | null> {
  let found: Postmaster | null = null;
  await waitUntil(async () => {
    found = await findPostmaster(cluster);
    return found === null || found.isReady;
  }, startTimeoutMs);
  return found;
}

/**
 * Starts a postmaster that outlives this process and is no member of its process group: Ctrl-C in a terminal reaches
 * the whole group, and the database has to be the last to go. It writes to `logFile`, for a pipe would die with us.
 * @returns null when it ended before it was ready (the log says why).
 */
export async function startPostmaster({
  binaries,
  cluster,
  port,
  settings,
  logFile,
  runAs,
}: {
  binaries: PostgresBinaries;
  cluster: string;
  port: number;
  settings: Record<string, string>;
  logFile: string;
  runAs: RunAs;
}): Promise<Postmaster | null> {
  const log = await stat(logFile).catch(() => null);
  if (log !== null && log.size > longestLogBytes) await truncate(logFile);
  const output = openSync(logFile, 'a', 0o600);
  if (runAs !== null) fchownSync(output, runAs.uid, runAs.gid);
  const given = {
    listen_addresses: '127.0.0.1',
    unix_socket_directories: '',
    max_connections: '120',
    ...settings,
  };
  const args = Object.entries(given).flatMap(([name, value]) => ['-c', `${name}=${value}`]);
  const child = spawn(binaries.postgres, ['-D', cluster, '-p', String(port), ...args], {
    ...spawnOptions(runAs),
    stdio: ['ignore', output, output],
    detached: true,
  });
  closeSync(output);
  child.unref();
  let hasEnded = false;
  child.once('error', () => (hasEnded = true));
  child.once('exit', () => (hasEnded = true));
  let found: Postmaster | null = null;
  const isSettled = await waitUntil(async () => {
    found = await readPidFile(cluster);
    return hasEnded || (found?.pid === child.pid && found?.isReady === true);
  }, startTimeoutMs);
  if (hasEnded) return null;
  if (!isSettled) child.kill('SIGKILL');
  return isSettled ? found : null;
}

/** Fast shutdown (open transactions are rolled back), waited for; a server that will not go is killed. */
export async function stopPostmaster({
  binaries,
  cluster,
  runAs,
}: {
  binaries: PostgresBinaries;
  cluster: string;
  runAs: RunAs;
}): Promise<void> {
  const found = await findPostmaster(cluster);
  if (found === null) return;
  const seconds = String(stopTimeoutMs / 1000);
  await runProgram(
    binaries.pgCtl,
    ['stop', '-D', cluster, '-m', 'fast', '-w', '-t', seconds, '-s'],
    runAs,
  ).catch(() => undefined);
  if (await waitUntil(async () => !(await isProcessAlive(found.pid)), 1000)) return;
  try {
    process.kill(found.pid, 'SIGKILL');
  } catch {
    return; // It went by itself in the meantime.
  }
  await waitUntil(async () => !(await isProcessAlive(found.pid)), 5000);
}
