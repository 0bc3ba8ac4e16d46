import { join } from 'node:path';
import { readBuildEnv, systemEnv } from '../env.ts';
import { appManifest } from './app-manifest.ts';
import { bundleApp } from './bundle.ts';
import { electronProgram } from './electron-program.ts';
import { runProgram } from './run-program.ts';

const folder = join(import.meta.dirname, '..', '..', 'dist', 'app');

/** Builds the app and starts it as it is, for the server that GEKO_URL names: `npm run desktop`. */
async function start(): Promise<void> {
  const env = systemEnv();
  const facts = readBuildEnv();
  const origin = facts.origin ?? 'http://localhost:3000';
  const { platform, arch } = process;
  const manifest = appManifest({ platform, arch, homepage: origin });
  await bundleApp({ folder, facts: { ...facts, origin }, manifest });
  const program = electronProgram(env);
  process.stdout.write(`Geko's desktop app, for ${origin}\n`);
  await runProgram(program, [folder, ...process.argv.slice(2)], { cwd: folder, env });
}

try {
  await start();
} catch (error) {
  process.stderr.write(`\n${error instanceof Error ? error.message : String(error)}\n`);
  process.exitCode = 1;
}
