import { spawn } from 'node:child_process';
import { appendFileSync, chmodSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { bareEnv, checkout } from './checkout.ts';
import { endProcess } from './end-process.ts';
import { freePort } from './free-port.ts';
import { killProcesses, type Victim } from './kill-processes.ts';

type SignIn = { email: string; password: string };

export type House = {
  /** Without a slash at the end. */
  url: string;
  accounts: { owner: SignIn; operator: SignIn };
  /** GEKO_DATA_DIR. */
  dataDir: string;
  /**
   * kill -9. The supervisor starts a killed web server or worker again; after 'everything' only the database is left,
   * for the next house of this folder.
   */
  kill: (victim: Victim) => Promise<void>;
  /** Settles when /health answers 200. @throws Error with the end of the output when it does not in time. */
  untilWell: () => Promise<void>;
  stop: () => Promise<void>;
};

/** A build that is not cached is the longest part by far. */
const patienceMs = 400_000;
const linesKept = 200;

/** Where each provider's dialect is spoken by the fake one. */
const dialects = {
  OPENAI: '/v1',
  ANTHROPIC: '/v1',
  GOOGLE: '/v1beta',
  MISTRAL: '/mistral/v1',
  DEEPSEEK: '/deepseek/v1',
  GROQ: '/groq/v1',
};

/**
 * Runs what `npm start` runs, with its data and its output (`house.log`) in `folder`, and waits until it serves.
 * @param facts.port a free one without. settings: more of the environment.
 * @throws Error with the end of its output when it ends or does not serve in time.
 */
export async function startHouse(facts: {
  folder: string;
  providerUrl: string;
  port?: number;
  settings?: Record<string, string>;
}): Promise<House> {
  const { folder, providerUrl } = facts;
  const port = facts.port ?? (await freePort());
  const url = `http://127.0.0.1:${port}`;
  const providers = Object.entries(dialects).flatMap(([name, path]): [string, string][] => [
    [`${name}_API_KEYS`, `sk-e2e-${name.toLowerCase()}`],
    [`${name}_BASE_URL`, `${providerUrl}${path}`],
  ]);
  const dataDir = join(folder, 'data');
  // A private folder is out of Postgres' reach when root runs this, and its data would go elsewhere and stay there.
  chmodSync(folder, 0o755);
  const child = spawn(process.execPath, [join(checkout, 'tooling/bootstrap/src/start.ts')], {
    cwd: checkout,
    env: {
      ...bareEnv(),
      ...Object.fromEntries(providers),
      PORT: String(port),
      GEKO_URL: url,
      ...facts.settings,
      GEKO_DATA_DIR: dataDir,
    },
    // Over this channel the supervisor learns of our end, however it comes.
    stdio: ['ignore', 'pipe', 'pipe', 'ipc'],
  });
  const output: string[] = [];
  for (const stream of [child.stdout, child.stderr]) {
    stream?.on('data', (chunk: Buffer) => {
      appendFileSync(join(folder, 'house.log'), chunk);
      output.push(...chunk.toString().split('\n'));
      output.splice(0, Math.max(0, output.length - linesKept));
    });
  }
  const untilWell = async () => {
    const deadline = performance.now() + patienceMs;
    while (!(await isWell(url))) {
      const isGone = child.exitCode !== null || child.signalCode !== null;
      if (isGone || performance.now() > deadline) {
        await endProcess(child);
        throw new Error(`Geko does not serve:\n${output.join('\n')}`);
      }
      await sleep(50);
    }
  };
  await untilWell();
  const accounts = JSON.parse(
    readFileSync(join(dataDir, 'sign-in.json'), 'utf8'),
  ) as House['accounts'];
  return {
    url,
    accounts,
    dataDir,
    untilWell,
    kill: async (victim) => await killProcesses(victim, { dataDir, supervisor: child }),
    stop: async () => await endProcess(child),
  };
}

async function isWell(url: string): Promise<boolean> {
  try {
    return (await fetch(`${url}/health`, { signal: AbortSignal.timeout(5000) })).status === 200;
  } catch {
    return false;
  }
}
