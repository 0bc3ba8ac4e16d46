import { existsSync } from 'node:fs';
import { chmod, mkdtemp, readFile, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, expect, test } from 'vitest';
import type { SeededAccounts, SignIn } from '@geko/services/seed/seed';
import { processToken } from './process-token.ts';
import { throwGarbage } from '../testing/throw-garbage.ts';
import { processesOf, runEntry, until, type Started } from '../testing/run-start.ts';
import { freePort } from './web-port.ts';

const SOON_MS = 60_000;
/** A start may have to build the web app first. */
const BUILD_MS = 300_000;

let dataDir: string;
let port: number;
let house: Started;
beforeAll(async () => {
  dataDir = await mkdtemp(join(tmpdir(), 'geko-supervise-'));
  // So that the database stays in it also when we are root, and can be seen to belong to it.
  await chmod(dataDir, 0o755);
  port = await freePort();
});
afterAll(async () => {
  house.signal('SIGKILL');
  for (const { pid } of running()) process.kill(pid, 'SIGKILL');
  await rm(dataDir, { recursive: true, force: true });
});

const start = (more: Record<string, string> = {}) =>
  runEntry('start.ts', { PORT: String(port), GEKO_DATA_DIR: dataDir, ...more });

async function isWell(): Promise<boolean> {
  const url = `http://127.0.0.1:${port}/health`;
  const answer = await fetch(url, { signal: AbortSignal.timeout(5_000) }).catch(() => null);
  return answer?.status === 200;
}

type Child = { pid: number; token: string };
type HouseFacts = { children: Record<string, Child | undefined> };
const readChildren = async () =>
  (JSON.parse(await readFile(join(dataDir, 'house.json'), 'utf8')) as HouseFacts).children;

/** The demonstration provider knows nothing of the data folder; so it is remembered here. */
const demos: Child[] = [];

async function untilReady(started: Started): Promise<void> {
  await until(() => started.output().includes('Geko is ready'), BUILD_MS, started.output);
  const { demo } = await readChildren();
  if (demo) demos.push(demo);
}

const running = () => [
  ...processesOf(dataDir),
  ...demos
    .filter(({ pid, token }) => processToken(pid) === token)
    .map(({ pid }) => ({ pid, title: 'demonstration provider' })),
];
const titles = () => running().map(({ title }) => title);
const untilNothingRuns = () =>
  until(
    () => running().length === 0,
    SOON_MS,
    () => `still there: ${titles().join('\n')}`,
  );

/** Status of a login over the address that people use. */
async function signIn({ email, password }: SignIn): Promise<number> {
  const response = await fetch(`http://127.0.0.1:${port}/api/trpc/auth.login`, {
    method: 'POST',
    headers: { 'content-type': 'application/json' },
    body: JSON.stringify({ json: { email, password } }),
  });
  await response.arrayBuffer();
  return response.status;
}

const readAccounts = async () =>
  JSON.parse(await readFile(join(dataDir, 'sign-in.json'), 'utf8')) as SeededAccounts;

test(
  'the first start prints the address, both sign-ins and the models, and they work',
  async () => {
    house = start();
    await untilReady(house);
    expect(await isWell()).toBe(true);
    const { owner, operator } = await readAccounts();
    for (const text of [
      `http://localhost:${port}`,
      owner.email,
      owner.password,
      operator.email,
      operator.password,
    ]) {
      expect(house.output()).toContain(text);
    }
    expect(house.output()).toMatch(
      /demonstration model, which is not an AI.*no provider has keys/u,
    );
    expect([await signIn(owner), await signIn(operator)]).toEqual([200, 200]);
    const wanted = [/web\/src\/main\.ts/u, /worker\/src\/main\.ts/u, /demonstration/u, /postgres/u];
    for (const title of wanted) expect(titles().join('\n')).toMatch(title);
  },
  BUILD_MS,
);

test(
  'a thousand broken requests are answered or dropped, none with a fault, and no process ends',
  async () => {
    const before = await readChildren();
    const answers = await throwGarbage(port, 120);
    expect(answers.length).toBeGreaterThan(1_000);
    expect(answers.filter(({ status }) => status !== null).length).toBeGreaterThan(800);
    const faults = answers.filter(({ status }) => status !== null && status >= 500);
    expect([...new Set(faults.map(({ line, status }) => `${line}: ${status}`))]).toEqual([]);
    expect(await readChildren()).toEqual(before);
    expect(await isWell()).toBe(true);
    expect(house.output()).not.toMatch(/uncaught|unhandled/iu);
  },
  2 * SOON_MS,
);

test(
  'a second one on the same folder says who runs there, and disturbs nobody',
  async () => {
    const second = start({ PORT: String(await freePort()) });
    expect(await second.exit).toBe(1);
    expect(second.output()).toContain(`Geko runs already: http://localhost:${port}`);
    expect(await isWell()).toBe(true);
  },
  SOON_MS,
);

test(
  'a child that is killed is started again',
  async () => {
    for (const name of ['web', 'worker'] as const) {
      const pid = (await readChildren())[name]?.pid ?? 0;
      process.kill(pid, 'SIGKILL');
      const isNew = async () => ![undefined, pid].includes((await readChildren())[name]?.pid);
      await until(async () => (await isNew()) && (await isWell()), SOON_MS, house.output);
      expect(house.output()).toMatch(
        new RegExp(`${name} +\\| ended \\(SIGKILL\\); starting it again`, 'u'),
      );
    }
  },
  2 * SOON_MS,
);

test(
  'a database that dies is started again, and web and worker find it',
  async () => {
    const pidFile = join(dataDir, 'postgres/cluster/postmaster.pid');
    const readPid = async () =>
      Number.parseInt(await readFile(pidFile, 'utf8').catch(() => ''), 10);
    const pid = await readPid();
    process.kill(pid, 'SIGKILL');
    const isNew = async () => ![Number.NaN, pid].includes(await readPid());
    await until(async () => (await isNew()) && (await isWell()), SOON_MS, house.output);
    expect(house.output()).toMatch(/database \| ended; starting it again/u);
    expect(await signIn((await readAccounts()).owner)).toBe(200);
  },
  SOON_MS,
);

test(
  'Ctrl-C, passed on twice by npm and a shell, stops everything and leaves no process',
  async () => {
    house.signal('SIGINT');
    setTimeout(() => house.signal('SIGINT'), 50);
    expect(await house.exit).toBe(0);
    await untilNothingRuns();
    expect(house.output()).not.toMatch(/\n\s+at /u);
    expect(existsSync(join(dataDir, 'house.json'))).toBe(false);
    expect(await isWell()).toBe(false);
  },
  SOON_MS,
);

test(
  'the next start finds all as it was; after kill -9 of the supervisor its children end by themselves',
  async () => {
    const before = await readAccounts();
    house = start();
    await untilReady(house);
    expect(await readAccounts()).toEqual(before);
    expect(await signIn(before.owner)).toBe(200);
    process.kill(house.pid, 'SIGKILL');
    // All but the database, which the next start adopts.
    const left = () => titles().filter((title) => !/postgres/u.test(title));
    await until(
      () => left().length === 0,
      SOON_MS,
      () => left().join('\n'),
    );
  },
  BUILD_MS,
);

test(
  'a start after kill -9 works, also right after it, and also after kill -9 of everything',
  async () => {
    house = start();
    await untilReady(house);
    process.kill(house.pid, 'SIGKILL');
    house = start();
    await untilReady(house);
    expect(await signIn((await readAccounts()).owner)).toBe(200);
    for (const { pid } of running()) process.kill(pid, 'SIGKILL');
    house = start();
    await untilReady(house);
    expect(await isWell()).toBe(true);
    expect(await signIn((await readAccounts()).operator)).toBe(200);
  },
  BUILD_MS,
);

test(
  'SIGTERM in the middle of a start leaves no process either',
  async () => {
    house.signal('SIGTERM');
    expect(await house.exit).toBe(0);
    await untilNothingRuns();
    for (const afterMs of [150, 700, 1_500]) {
      house = start();
      await new Promise((resolve) => setTimeout(resolve, afterMs));
      house.signal('SIGTERM');
      expect([0, null]).toContain(await house.exit);
      await untilNothingRuns();
      expect(existsSync(join(dataDir, 'house.json'))).toBe(false);
    }
  },
  2 * SOON_MS,
);
