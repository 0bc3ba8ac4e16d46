import { readFile, realpath, stat } from 'node:fs/promises';
import { join } from 'node:path';
import { findBinaries } from './binaries.ts';
import type { PostgresBinaries } from './binaries.ts';
import { newState, readState, stateFile, writeState } from './cluster-state.ts';
import type { ClusterState } from './cluster-state.ts';
import { createCluster } from './create-cluster.ts';
import { askDataDirectory, ensureOwner, localUrl } from './ensure-owner.ts';
import { choosePort } from './free-port.ts';
import { startPostmaster, stopPostmaster, waitForPostmaster } from './postmaster.ts';
import type { Postmaster } from './postmaster.ts';
import { prepareFolder, unprivilegedIds } from './unprivileged.ts';
import type { RunAs } from './unprivileged.ts';

/** A running PostgreSQL on 127.0.0.1 that belongs to one data folder. */
export type EmbeddedPostgres = {
  /** The superuser's address, database `postgres`. */
  adminUrl: string;
  /** The address of `geko_owner`, who owns database `geko`; for migrations. */
  ownerUrl: string;
  port: number;
  pid: number;
  /** The folder in use: not `dataDir` when root keeps that one out of reach. */
  folder: string;
  /** True when the server was running before, left by a process that was killed or started by another. */
  isAdopted: boolean;
  /** Fast shutdown, waited for. Safe to call twice. */
  stop: () => Promise<void>;
};

type Place = { binaries: PostgresBinaries; folder: string; cluster: string; runAs: RunAs };

const mostStarts = 6;

async function openCluster({ binaries, folder, cluster, runAs }: Place): Promise<ClusterState> {
  const kept = await readState(folder);
  if ((await stat(cluster).catch(() => null)) !== null) {
    if (kept !== null) return kept;
    throw new Error(
      `${cluster} holds a database, but ${stateFile(folder)} with its passwords is gone. ` +
        'Put that file back, or move the folder away to start with an empty database.',
    );
  }
  const state = kept ?? newState();
  await writeState(folder, state);
  await createCluster({ binaries, folder, cluster, adminPassword: state.adminPassword, runAs });
  return state;
}

/** Takes over a server that runs already; one that is not usable is stopped instead (null). */
async function adopt(
  place: Place,
  state: ClusterState,
  settings: Record<string, string>,
): Promise<Postmaster | null> {
  const running = await waitForPostmaster(place.cluster);
  if (running === null) return null;
  const adminUrl = adminUrlOf(state, running.port);
  const isOurs = (await askDataDirectory(adminUrl)) === (await realpath(place.cluster));
  const isSameStart = JSON.stringify(state.settings) === JSON.stringify(settings);
  if (isOurs && isSameStart) return running;
  await stopPostmaster(place);
  return null;
}

async function start(
  place: Place,
  wantedPort: number | null,
  settings: Record<string, string>,
): Promise<Postmaster> {
  const logFile = join(place.folder, 'postgres.log');
  for (let attempt = 1; attempt <= mostStarts; attempt += 1) {
    const port = await choosePort(wantedPort);
    const started = await startPostmaster({ ...place, port, settings, logFile });
    if (started !== null) return started;
    // Sessions of a killed postmaster take a moment to notice and to let go of its shared memory.
    await new Promise((resolve) => setTimeout(resolve, 250 * attempt));
  }
  const log = await readFile(logFile, 'utf8').catch(() => '');
  throw new Error(
    `PostgreSQL does not start. The end of ${logFile}:\n${log.trim().split('\n').slice(-12).join('\n')}`,
  );
}

function adminUrlOf(state: ClusterState, port: number): string {
  return localUrl({ user: 'postgres', password: state.adminPassword, port, database: 'postgres' });
}

/**
 * Starts the PostgreSQL of `dataDir`, or adopts the one a killed process left running there. The first call makes the
 * cluster (about 1.5 s), later ones take about 0.1 s. The passwords are random and stay in `connection.json` (0600).
 * @param options.port the port to use when free; otherwise the last one, otherwise any. Kept for the next start.
 * @param options.settings server settings (`postgresql.conf` names); others than last time mean a restart.
 * @throws Error when there are no programs for this platform, or when the server does not start; with its log.
 */
export async function startEmbeddedPostgres(options: {
  dataDir: string;
  port?: number;
  settings?: Record<string, string>;
}): Promise<EmbeddedPostgres> {
  const runAs = unprivilegedIds();
  const binaries = await findBinaries(runAs);
  const folder = await realpath(await prepareFolder(options.dataDir, runAs));
  const place = { binaries, folder, cluster: join(folder, 'cluster'), runAs };
  const settings = options.settings ?? {};
  const state = await openCluster(place);
  const adopted = await adopt(place, state, settings);
  const server = adopted ?? (await start(place, options.port ?? state.port, settings));
  await writeState(folder, { ...state, port: server.port, settings });
  const adminUrl = adminUrlOf(state, server.port);
  await ensureOwner(adminUrl, state.ownerPassword);
  return {
    adminUrl,
    ownerUrl: localUrl({
      user: 'geko_owner',
      password: state.ownerPassword,
      port: server.port,
      database: 'geko',
    }),
    port: server.port,
    pid: server.pid,
    folder,
    isAdopted: adopted !== null,
    stop: async () => await stopPostmaster(place),
  };
}
