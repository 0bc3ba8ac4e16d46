import { spawn } from 'node:child_process';
import { program, root } from '../root.ts';

/**
 * Builds the web app through turbo, which does nothing when nothing changed since the last build.
 * @throws Error with the build's output when it fails.
 */
export async function buildWeb(signal: AbortSignal): Promise<void> {
  const child = spawn(
    program('turbo'),
    ['run', 'build', '--filter=@geko/web', '--output-logs=new-only', '--ui=stream'],
    {
      cwd: root,
      env: { ...process.env, TURBO_TELEMETRY_DISABLED: '1', NEXT_TELEMETRY_DISABLED: '1' },
      stdio: ['ignore', 'pipe', 'pipe'],
      shell: process.platform === 'win32',
      signal,
    },
  );
  let output = '';
  child.stdout.on('data', (chunk: Buffer) => (output += chunk.toString()));
  child.stderr.on('data', (chunk: Buffer) => (output += chunk.toString()));
  const code = await new Promise<number | null>((resolve, reject) => {
    child.once('error', reject);
    child.once('close', resolve);
  });
  if (code !== 0) throw new Error(`The web app does not build:\n${output.trim()}`);
}
