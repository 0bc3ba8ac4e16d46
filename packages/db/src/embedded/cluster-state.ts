import { randomBytes } from 'node:crypto';
import { readFile, rename, writeFile } from 'node:fs/promises';
import { join } from 'node:path';

/** What is kept beside a cluster: how to reach it, and what it was last started with. */
export type ClusterState = {
  port: number | null;
  adminPassword: string;
  ownerPassword: string;
  settings: Record<string, string>;
};

const fileName = 'connection.json';

/** Where the passwords of the cluster in `folder` are kept (mode 0600). */
export function stateFile(folder: string): string {
  return join(folder, fileName);
}

/** A state for a cluster that is about to be made, with random passwords. */
export function newState(): ClusterState {
  const password = () => randomBytes(24).toString('base64url');
  return { port: null, adminPassword: password(), ownerPassword: password(), settings: {} };
}

/** Reads the state kept in `folder`; null when there is none. */
export async function readState(folder: string): Promise<ClusterState | null> {
  const text = await readFile(stateFile(folder), 'utf8').catch(() => null);
  return text === null ? null : (JSON.parse(text) as ClusterState);
}

/** Replaces the state kept in `folder`, all of it or nothing. */
export async function writeState(folder: string, state: ClusterState): Promise<void> {
  const draft = `${stateFile(folder)}.new`;
  await writeFile(draft, `${JSON.stringify(state, null, 2)}\n`, { mode: 0o600 });
  await rename(draft, stateFile(folder));
}
