import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { parseArgs } from 'node:util';
import { readBuildEnv, systemEnv } from '../env.ts';
import { appManifest, electronVersion } from './app-manifest.ts';
import { builderConfig } from './builder-config.ts';
import { bundleApp } from './bundle.ts';
import { findSecrets } from './find-secrets.ts';
import { runProgram } from './run-program.ts';

/** Not in the lockfile: it brings 223 packages that nothing but this command runs (docs/decisions/0016-desktop.md). */
const BUILDER = 'electron-builder@26.17.0';
const output = join(import.meta.dirname, '..', '..', 'dist', 'packages');
const flags = { darwin: '--mac', win32: '--win', linux: '--linux' };

type Options = { platform: keyof typeof flags; arch: string; isFolder: boolean };

function readOptions(): Options {
  const { values } = parseArgs({
    options: {
      platform: { type: 'string', default: process.platform },
      arch: { type: 'string', default: process.arch },
      dir: { type: 'boolean', default: false },
    },
  });
  const { platform, arch, dir: isFolder } = values;
  if (platform !== 'darwin' && platform !== 'win32' && platform !== 'linux') {
    throw new Error(`--platform is darwin, win32 or linux; not ${platform}.`);
  }
  return { platform, arch, isFolder };
}

/** Makes the packages of one kind of machine. Whatever goes wrong, nothing half done is left among them. */
async function makePackages({ platform, arch, isFolder }: Options): Promise<void> {
  const facts = readBuildEnv();
  const { origin } = facts;
  if (!origin?.startsWith('https://')) {
    throw new Error('Say which server the app is for: GEKO_URL=https://geko.example');
  }
  const env = systemEnv();
  const manifest = appManifest({ platform, arch, homepage: origin });
  // Outside of the repository, where neither npm nor electron-builder takes it for a part of a workspace.
  const stage = await mkdtemp(join(tmpdir(), 'geko-desktop-'));
  try {
    const app = join(stage, 'app');
    await bundleApp({ folder: app, facts, manifest });
    const found = await findSecrets(app, env);
    if (found.length > 0) throw new Error(`These must not be in the app:\n${found.join('\n')}`);
    // Of optional packages only the build of llama.cpp that the manifest names; --force, as it may be for another machine.
    const install = ['install', '--omit=dev', '--omit=optional', '--ignore-scripts', '--force'];
    await runProgram('npm', [...install, '--no-audit', '--no-fund'], { cwd: app, env });
    const config = join(stage, 'builder.json');
    const built = builderConfig({
      facts,
      electronVersion: electronVersion(),
      electronDist: env['ELECTRON_OVERRIDE_DIST_PATH'] || null,
      output,
      platform,
    });
    await writeFile(config, JSON.stringify(built));
    const asked = [flags[platform], `--${arch}`, ...(isFolder ? ['--dir'] : [])];
    const where = ['--projectDir', app, '--config', config, '--publish', 'never'];
    await runProgram('npx', ['--yes', BUILDER, ...asked, ...where], { cwd: app, env });
  } finally {
    await rm(stage, { recursive: true, force: true });
  }
  process.stdout.write(`\nThe packages are in ${output}\n`);
}

try {
  await makePackages(readOptions());
} catch (error) {
  process.stderr.write(`\n${error instanceof Error ? error.message : String(error)}\n`);
  process.exitCode = 1;
}
