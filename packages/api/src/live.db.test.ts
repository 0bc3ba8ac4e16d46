import { randomUUID } from 'node:crypto';
import { afterAll, afterEach, beforeAll, expect, inject, test, vi } from 'vitest';
import { lookLive, readLive, type Live } from './testing/live-look.ts';
import { openTestHouse, type TestHouse } from './testing/test-house.ts';
import { registerOperator } from './testing/operator.ts';
import { writeCandidate } from './testing/sweep-prices.ts';
import { joinAs } from './testing/team.ts';
import { registerPerson, type TestPerson } from './testing/test-person.ts';

let house: TestHouse;
let operator: TestPerson;
let owner: TestPerson;
beforeAll(async () => {
  house = await openTestHouse(inject('ownerUrl'), { maxConnections: 20 });
  operator = await registerOperator(house);
  owner = await registerPerson(house);
  await house.setPlan(owner, 'pro');
});
const leaves: (() => void)[] = [];
afterEach(() => {
  vi.useRealTimers();
  for (const leave of leaves.splice(0)) leave();
});
afterAll(() => house.close());

/** Opens the stream as a page does. */
async function look(person: TestPerson, workspaceId = person.workspaceId): Promise<Live> {
  const live = await lookLive(house, person, { workspaceId });
  leaves.push(live.leave);
  return live;
}

const soon = { timeout: 2_000, interval: 20 };

test('a model that is published, a plan and a limit that change, are heard within two seconds, without content', async () => {
  const other = await registerPerson(house);
  const [mine, theirs] = [await look(owner), await look(other)];
  expect(mine.response.status).toBe(200);
  const id = await writeCandidate(house.database.db);
  await operator.mutate('money.publishCandidate', { id });
  await expect.poll(() => mine.heard, soon).toEqual(expect.arrayContaining(['models', 'notices']));
  await expect.poll(() => theirs.heard, soon).toContain('models');
  // On the free plan it is locked: there is nothing to tell them of.
  expect(theirs.heard).not.toContain('notices');

  theirs.heard.length = 0;
  const { workspaceId } = owner;
  await operator.mutate('admin.setPlan', { workspaceId, planId: 'paygo' });
  await expect.poll(() => mine.heard, soon).toContain('plan');
  const limit = { id: randomUUID(), subject: { kind: 'workspace' }, meter: 'requests', cap: 5 };
  await owner.mutate('limits.create', { workspaceId, ...limit, period: 'day' });
  await expect.poll(() => mine.heard, soon).toContain('limits');
  mine.heard.length = 0;
  await owner.mutate('limits.remove', { workspaceId, id: limit.id });
  await expect.poll(() => mine.heard, soon).toContain('limits');
  expect(theirs.heard).toEqual([]);
});

test('what a workspace says of local models, and what its machines tell, is heard by its people alone', async () => {
  const other = await registerPerson(house);
  const [mine, theirs] = [await look(owner), await look(other)];
  const { workspaceId } = owner;
  await owner.mutate('devices.setAllowed', { workspaceId, isAllowed: false });
  await expect.poll(() => mine.heard, soon).toContain('local');
  mine.heard.length = 0;
  await owner.mutate('devices.setAllowed', { workspaceId, isAllowed: true });
  await owner.mutate('devices.setWanted', { workspaceId, model: 'qwen2.5-0.5b', isWanted: true });
  await expect.poll(() => mine.heard, soon).toEqual(['local', 'local']);
  const device = { id: 'a-machine-heard', name: 'M', platform: 'linux', version: '1' };
  await owner.mutate('devices.report', { workspaceId, device, models: [] });
  await expect.poll(() => mine.heard, soon).toContain('devices');
  expect(theirs.heard).toEqual([]);
});

test('a gap in the connection to the database is made up for', async () => {
  const { heard } = await look(owner);
  const killed = await house.database.pool.query<{ pid: number }>(
    `select pid, pg_terminate_backend(pid) from pg_stat_activity
     where datname = current_database() and query like 'listen%geko_changes%'`,
  );
  expect(killed.rows.length).toBeGreaterThan(0);
  await expect
    .poll(() => heard, { timeout: 5_000, interval: 50 })
    .toEqual(['models', 'plan', 'limits', 'notices', 'invoices', 'local', 'devices']);
});

test('strangers hear nothing; whoever is taken out, or signs out, is sent away', async () => {
  const stranger = await registerPerson(house);
  expect((await look(stranger, owner.workspaceId)).response.status).toBe(404);
  expect((await look({ ...owner, cookie: '' })).response.status).toBe(401);

  const viewer = await joinAs(house, owner, 'viewer');
  const leaver = await joinAs(house, owner, 'viewer');
  vi.useFakeTimers({ toFake: ['setInterval', 'clearInterval'] });
  const [taken, signedOut, mine] = [await look(viewer), await look(leaver), await look(owner)];
  expect(taken.response.status).toBe(200);
  await owner.mutate('members.remove', { workspaceId: owner.workspaceId, userId: viewer.userId });
  await leaver.mutate('auth.logout');
  vi.advanceTimersByTime(30_000);
  await taken.ended;
  await signedOut.ended;
  let hasEnded = false;
  void mine.ended.then(() => (hasEnded = true));
  vi.advanceTimersByTime(30_000);
  await new Promise((resolve) => setTimeout(resolve, 300));
  expect(hasEnded).toBe(false);
});

test('one person has five of them; the sixth is told to wait, and gets in when one has gone', async () => {
  const open = await Promise.all([1, 2, 3, 4, 5].map(() => look(owner)));
  expect(open.map(({ response }) => response.status)).toEqual([200, 200, 200, 200, 200]);
  const { response } = await look(owner);
  expect(response.status).toBe(429);
  expect(response.headers.get('retry-after')).toBe('30');
  open[0]?.leave();
  await open[0]?.ended;
  expect((await look(owner)).response.status).toBe(200);
});

test('a server that stops ends them', async () => {
  const server = house.addServer();
  const response = await house.fetch(
    `/api/live?workspaceId=${owner.workspaceId}`,
    { headers: { accept: 'text/event-stream', cookie: owner.cookie } },
    server,
  );
  const heard: string[] = [];
  const done = readLive(response.body ?? new ReadableStream(), heard);
  await server.stop();
  await done;
  expect(heard).toEqual([]);
});
