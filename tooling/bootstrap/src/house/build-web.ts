import { spawn } from 'node:child_process';
import { program, root } from '../root.ts';
import { signalGroup } from './kill-tree.ts';

/**
 * Builds the web app through turbo, which does nothing when nothing changed since the last build.
 * @param onPid told the builder's process while it runs, then null.
 * @throws Error with the build's output when it fails, or when `signal` ended it.
 */
export async function buildWeb(
  signal: AbortSignal,
  onPid: (pid: number | null) => void,
): Promise<void> {
  const child = spawn(
    program('turbo'),
    ['run', 'build', '--filter=@geko/web', '--output-logs=new-only', '--ui=stream'],
    {
      cwd: root,
      env: { ...process.env, TURBO_TELEMETRY_DISABLED: '1', NEXT_TELEMETRY_DISABLED: '1' },
      stdio: ['ignore', 'pipe', 'pipe'],
      shell: process.platform === 'win32',
      // A group of its own: Ctrl-C in the terminal must reach only the supervisor.
      detached: process.platform !== 'win32',
    },
  );
  // Not SIGKILL: turbo gives each task a group of its own, which only turbo ends.
  const stop = () => child.pid !== undefined && signalGroup(child.pid, 'SIGTERM');
  signal.addEventListener('abort', stop, { once: true });
  onPid(child.pid ?? null);
  let output = '';
  child.stdout.on('data', (chunk: Buffer) => (output += chunk.toString()));
  child.stderr.on('data', (chunk: Buffer) => (output += chunk.toString()));
  try {
    const code = await new Promise<number | null>((resolve, reject) => {
      child.once('error', reject);
      child.once('close', resolve);
    });
    if (code !== 0) throw new Error(`The web app does not build:\n${output.trim()}`);
  } finally {
    signal.removeEventListener('abort', stop);
    onPid(null);
  }
}
