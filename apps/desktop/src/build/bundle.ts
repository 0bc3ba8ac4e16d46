import { cp, mkdir, rm, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { build, type BuildOptions } from 'esbuild';
import type { BuildFacts } from '../env.ts';
import type { AppManifest } from './app-manifest.ts';
import { bundleOfflinePages } from './bundle-offline-pages.ts';

const source = join(import.meta.dirname, '..');
const resources = join(source, '..', 'resources');

const shared = {
  bundle: true,
  platform: 'node',
  target: 'node24',
  legalComments: 'none',
  logLevel: 'warning',
  // Files of ours lie under `source`; a map would carry them into the archive.
  sourcemap: false,
} satisfies BuildOptions;

/** One file, as a sandboxed preload may load no other. */
const preload: BuildOptions = {
  ...shared,
  entryPoints: [join(source, 'preload', 'index.ts')],
  external: ['electron'],
  format: 'cjs',
  platform: 'browser',
};

/** The preload as it is shipped, for tests that run it in a browser. */
export async function bundlePreload(): Promise<string> {
  const { outputFiles } = await build({ ...preload, write: false });
  return outputFiles[0]?.text ?? '';
}

/** The main process of a build. */
const mainOf = ({ facts, version }: { facts: BuildFacts; version: string }): BuildOptions => ({
  ...shared,
  entryPoints: [join(source, 'main', 'index.ts')],
  external: ['electron'],
  // Electron waits for a module to be loaded before it is ready, so one that waits for that would wait for ever.
  format: 'cjs',
  define: {
    GEKO_BUILD: JSON.stringify({ ...facts, version }),
    'import.meta.dirname': '__dirname',
  },
});

/** The main process as it is shipped, for tests that run it without Electron. */
export async function bundleMain(its: { facts: BuildFacts; version: string }): Promise<string> {
  const { outputFiles } = await build({ ...mainOf(its), write: false });
  return outputFiles[0]?.text ?? '';
}

/**
 * Builds the app into a folder, as it lies in the archive later: main process, preload, engine, the pages that come with it,
 * pictures. Whatever was in the folder is deleted.
 */
export async function bundleApp({
  folder,
  facts,
  manifest,
}: {
  folder: string;
  facts: BuildFacts;
  manifest: AppManifest;
}): Promise<void> {
  await rm(folder, { recursive: true, force: true });
  await mkdir(folder, { recursive: true });
  await Promise.all([
    build({
      ...mainOf({ facts, version: manifest.version }),
      outfile: join(folder, 'main', 'index.cjs'),
    }),
    build({ ...preload, outfile: join(folder, 'preload', 'index.cjs') }),
    build({
      ...shared,
      entryPoints: [join(source, 'engine', 'index.ts')],
      outfile: join(folder, 'engine', 'index.js'),
      external: ['node-llama-cpp'],
      format: 'esm',
    }),
    cp(join(resources, 'icons'), join(folder, 'icons'), { recursive: true }),
    bundleOfflinePages(join(folder, 'offline')),
    writeFile(join(folder, 'package.json'), JSON.stringify(manifest, null, 2)),
  ]);
}
