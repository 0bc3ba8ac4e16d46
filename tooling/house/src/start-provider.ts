import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { join } from 'node:path';
import { createInterface } from 'node:readline';
import type { LogEntry } from '@geko/fake-provider/request-log';
import { bareEnv, checkout } from './checkout.ts';
import { endProcess } from './end-process.ts';

export type Provider = {
  url: string;
  /** Names the database whose holds must be behind every call; until then none is taken. */
  askForHolds: (ownerUrl: string) => void;
  /** All calls since the start. */
  readArchive: () => Promise<LogEntry[]>;
  stop: () => Promise<void>;
};

/**
 * Runs the fake provider in test mode: it obeys `[[fake: …]]` in a message and `POST /__fake/faults`.
 * @param options.needsHolds it refuses every call that has no live hold; false = it asks nobody.
 */
export async function startProvider({ needsHolds }: { needsHolds: boolean }): Promise<Provider> {
  const file = join(checkout, 'tooling/fakes/provider/src/main.ts');
  const args = [file, '--mode=test', '--exit-with-stdin', ...(needsHolds ? ['--needs-holds'] : [])];
  const child = spawn(process.execPath, args, {
    env: bareEnv(),
    stdio: ['pipe', 'pipe', 'inherit'],
  });
  const [line] = (await once(createInterface({ input: child.stdout }), 'line')) as [string];
  const { url } = JSON.parse(line) as { url: string };
  return {
    url,
    askForHolds: (ownerUrl) => void child.stdin.write(`${ownerUrl}\n`),
    readArchive: async () => {
      const response = await fetch(`${url}/__fake/archive`);
      return ((await response.json()) as { entries: LogEntry[] }).entries;
    },
    stop: async () => await endProcess(child),
  };
}
