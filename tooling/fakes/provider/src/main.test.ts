import { type ChildProcess, spawn } from 'node:child_process';
import { randomUUID } from 'node:crypto';
import { once } from 'node:events';
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { createInterface } from 'node:readline';
import { afterEach, beforeEach, expect, test } from 'vitest';
import { readLogFile } from './request-log.ts';
import { readStream, sdkModels, userSays } from './sdk-models.test-support.ts';

let folder: string;
let child: ChildProcess | undefined;

beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), 'fake-provider-'));
});
afterEach(() => {
  child?.kill('SIGKILL');
  rmSync(folder, { recursive: true });
});

async function start(
  ...args: string[]
): Promise<{ url: string; mode: string; pid: number; process: ChildProcess }> {
  const main = join(import.meta.dirname, 'main.ts');
  const started = spawn(process.execPath, [main, ...args], { stdio: ['pipe', 'pipe', 'inherit'] });
  child = started;
  const [line] = (await once(createInterface(started.stdout), 'line')) as [string];
  const printed = JSON.parse(line) as { url: string; mode: string; pid: number };
  return { ...printed, process: started };
}

test('serves as a process, and SIGTERM ends it cleanly', async () => {
  const {
    url,
    mode,
    pid,
    process: server,
  } = await start('--reply', '6', '--bad-keys', 'sk-a,sk-b');
  expect(mode).toBe('test');
  expect(pid).toBe(server.pid);
  const { finish } = await readStream(sdkModels(url).google, userSays('hi'));
  expect(finish?.usage.outputTokens.total).toBe(6);
  await expect(sdkModels(url, 'sk-b').responses.doStream(userSays('hi'))).rejects.toMatchObject({
    statusCode: 401,
  });
  server.kill('SIGTERM');
  expect(await once(server, 'exit')).toEqual([0, null]);
});

test('the log file outlives kill -9, requests in flight included', async () => {
  const file = join(folder, 'log.jsonl');
  const { url, process: server } = await start('--log-file', file);
  const model = sdkModels(url)['chat:openai'];
  await readStream(model, userSays('[[fake: reply=5]]'));
  // Broken before its head or after, as the machine has it.
  const running = readStream(model, userSays('[[fake: reply=9999 delay=5]]')).then(
    ({ broken }) => broken,
    (error: unknown) => error,
  );
  await expect.poll(() => readLogFile(file).length).toBe(2);
  server.kill('SIGKILL');
  expect(await running).not.toBeNull();
  expect(readLogFile(file)).toMatchObject([
    { state: 'done', outcome: 'completed', outputTokensSent: 5 },
    { state: 'running', outcome: null, model: 'gpt-4o' },
  ]);
});

test('ends with its parent when told to', async () => {
  const { process: server } = await start('--mode', 'demo', '--exit-with-stdin');
  server.stdin?.end();
  expect(await once(server, 'exit')).toEqual([0, null]);
});

test('with --needs-holds it takes no call before it knows the database', async () => {
  const { url } = await start('--needs-holds');
  const { status } = await fetch(`${url}/v1/chat/completions`, {
    method: 'POST',
    headers: { authorization: 'Bearer sk-1', 'x-geko-hold': randomUUID() },
    body: JSON.stringify({ model: 'm', messages: [{ role: 'user', content: 'hi' }] }),
  });
  expect(status).toBe(400);
  await fetch(`${url}/__fake/reset`, { method: 'POST' });
  const archive = (await (await fetch(`${url}/__fake/archive`)).json()) as { entries: unknown[] };
  expect(archive.entries).toMatchObject([{ outcome: 'without-hold', outputTokensSent: 0 }]);
});
