import { chown, mkdir, rename, rm, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import type { PostgresBinaries } from './binaries.ts';
import { runProgram } from './run-program.ts';
import type { RunAs } from './unprivileged.ts';

/**
 * Makes a new cluster at `cluster`: UTF-8, the builtin C.UTF-8 locale (the same order on every machine and every libc),
 * passwords by SCRAM. It appears whole or not at all: a start killed half way leaves only a draft behind.
 */
export async function createCluster({
  binaries,
  folder,
  cluster,
  adminPassword,
  runAs,
}: {
  binaries: PostgresBinaries;
  folder: string;
  cluster: string;
  adminPassword: string;
  runAs: RunAs;
}): Promise<void> {
  const draft = join(folder, 'cluster.new');
  const passwordFile = join(folder, 'initdb-password');
  await rm(draft, { recursive: true, force: true });
  await mkdir(draft, { mode: 0o700 });
  await writeFile(passwordFile, `${adminPassword}\n`, { mode: 0o600 });
  try {
    if (runAs !== null) {
      await chown(draft, runAs.uid, runAs.gid);
      await chown(passwordFile, runAs.uid, runAs.gid);
    }
    await runProgram(
      binaries.initdb,
      [
        `--pgdata=${draft}`,
        '--username=postgres',
        `--pwfile=${passwordFile}`,
        '--auth=scram-sha-256',
        '--encoding=UTF8',
        '--locale=C',
        '--locale-provider=builtin',
        '--builtin-locale=C.UTF-8',
      ],
      runAs,
    );
  } finally {
    await rm(passwordFile, { force: true });
  }
  await rename(draft, cluster);
}
