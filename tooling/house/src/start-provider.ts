import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { join } from 'node:path';
import { createInterface } from 'node:readline';
import { bareEnv, checkout } from './checkout.ts';
import { endProcess } from './end-process.ts';

/** Runs the fake provider in test mode: it obeys `[[fake: …]]` in a message and `POST /__fake/faults`. */
export async function startProvider(): Promise<{ url: string; stop: () => Promise<void> }> {
  const file = join(checkout, 'tooling/fakes/provider/src/main.ts');
  const child = spawn(process.execPath, [file, '--mode=test', '--exit-with-stdin'], {
    env: bareEnv(),
    stdio: ['pipe', 'pipe', 'inherit'],
  });
  const [line] = (await once(createInterface({ input: child.stdout }), 'line')) as [string];
  const { url } = JSON.parse(line) as { url: string };
  return { url, stop: async () => await endProcess(child) };
}
