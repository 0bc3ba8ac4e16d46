import { chmod, mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { expect, onTestFinished, test } from 'vitest';
import { freePort } from './house/web-port.ts';
import { processesOf, runEntry, until } from './testing/run-start.ts';

const COMPILE_MS = 180_000;

test(
  'npm run dev serves pages compiled on demand, and Ctrl-C leaves no process',
  async () => {
    const dataDir = await mkdtemp(join(tmpdir(), 'geko-dev-'));
    await chmod(dataDir, 0o755);
    onTestFinished(async () => {
      for (const { pid } of processesOf(dataDir)) process.kill(pid, 'SIGKILL');
      await rm(dataDir, { recursive: true, force: true });
    });
    const port = await freePort();
    const house = runEntry('dev.ts', { PORT: String(port), GEKO_DATA_DIR: dataDir });
    await until(() => house.output().includes('Geko is ready'), COMPILE_MS, house.output);
    const page = await fetch(`http://127.0.0.1:${port}/register`);
    expect(page.status).toBe(200);
    expect(await page.text()).toContain('<form');
    house.signal('SIGINT');
    expect(await house.exit).toBe(0);
    expect(processesOf(dataDir)).toEqual([]);
  },
  COMPILE_MS,
);
