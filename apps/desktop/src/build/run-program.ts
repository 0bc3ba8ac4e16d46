import { spawn } from 'node:child_process';

/** Runs a program in the terminal that this one has. @throws Error when it fails */
export async function runProgram(
  command: string,
  args: readonly string[],
  { cwd, env }: { cwd: string; env: NodeJS.ProcessEnv },
): Promise<void> {
  const shell = process.platform === 'win32';
  const child = spawn(command, [...args], { cwd, env, stdio: 'inherit', shell });
  const code = await new Promise<number | null>((resolve, reject) => {
    child.once('error', reject);
    child.once('exit', resolve);
  });
  if (code !== 0) throw new Error(`${command} ended with ${code ?? 'a signal'}.`);
}
