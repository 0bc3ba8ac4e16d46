import { constants } from 'node:fs';
import { access, chown, lstat, mkdir, stat } from 'node:fs/promises';
import { createHash } from 'node:crypto';
import { basename, dirname, join, resolve } from 'node:path';

/** Ids to run a server under; null = the ids this process has already. */
export type RunAs = { uid: number; gid: number } | null;

/** `nobody` on every Linux we know: owns nothing, and Postgres refuses to run as root. */
const NOBODY = 65534;

/** The ids Postgres has to run under: 65534 when this process is root, otherwise our own. */
export function unprivilegedIds(): RunAs {
  return process.getuid?.() === 0 ? { uid: NOBODY, gid: NOBODY } : null;
}

/**
 * True when a user who owns nothing may walk through every existing folder above `path`.
 * `/root` and private temporary folders are the usual places where it may not.
 */
export async function isReachableByAnyone(path: string): Promise<boolean> {
  for (let folder = dirname(resolve(path)); ; folder = dirname(folder)) {
    const facts = await stat(folder).catch(() => null);
    if (facts !== null && (facts.mode & constants.S_IXOTH) === 0) return false;
    if (folder === dirname(folder)) return true;
  }
}

/** A folder for `path` below /var/tmp, the same one every time, for a `path` out of reach. */
export function reachableStandIn(path: string): string {
  const absolute = resolve(path);
  const mark = createHash('sha256').update(absolute).digest('hex').slice(0, 12);
  return join('/var/tmp', `geko-${mark}`, basename(absolute));
}

/**
 * Makes a folder under a name that others can guess, in a place where others can write.
 * @throws Error when somebody else made it first: its contents could be theirs.
 */
export async function claimFolder(folder: string): Promise<void> {
  await mkdir(folder, { mode: 0o755 }).catch((error: NodeJS.ErrnoException) => {
    if (error.code !== 'EEXIST') throw error;
  });
  const facts = await lstat(folder);
  if (!facts.isDirectory() || facts.uid !== process.getuid?.()) {
    throw new Error(`${folder} belongs to somebody else. Remove it, or set GEKO_DATA_DIR.`);
  }
}

/**
 * Makes the folder Postgres lives in and hands it to the ids it runs under.
 * @returns the folder in use: `dataDir`, or its stand-in below /var/tmp when root keeps it out of reach.
 */
export async function prepareFolder(dataDir: string, runAs: RunAs): Promise<string> {
  const wanted = resolve(dataDir);
  const isStandIn = runAs !== null && !(await isReachableByAnyone(wanted));
  const folder = isStandIn ? reachableStandIn(wanted) : wanted;
  if (isStandIn) await claimFolder(dirname(folder));
  await mkdir(folder, { recursive: true });
  if (runAs !== null) await chown(folder, runAs.uid, runAs.gid);
  await access(folder, constants.W_OK);
  return folder;
}
