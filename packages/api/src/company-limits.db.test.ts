import { randomUUID } from 'node:crypto';
import { sql } from 'drizzle-orm';
import postgres from 'postgres';
import { afterAll, beforeAll, expect, inject, test } from 'vitest';
import type { AuditPage } from '@geko/contracts/audit';
import type { Limit, LimitList } from '@geko/contracts/limits';
import type { Quota } from '@geko/contracts/usage';
import { tenantQuotas } from '@geko/db/schema/limits';
import { tokenUsage } from '@geko/db/schema/money';
import { rebuildTenant } from '@geko/services/ledger/rebuild-ledger';
import { addUsage } from './testing/add-usage.ts';
import { openBooks, type Books } from './testing/books.ts';
import { ask, correct } from './testing/late-usage.ts';
import { noticesOf } from './testing/money-calls.ts';
import { newMessage, postAs, refusalOf } from './testing/refusal.ts';
import { joinAs, makeRole } from './testing/team.ts';
import { openTestHouse, type TestHouse } from './testing/test-house.ts';
import { registerPerson, type Answer, type TestPerson } from './testing/test-person.ts';

const MODEL = 'gpt-5-nano';

let house: TestHouse;
let books: Books;
/** The owner of all tables, for what no application may: a workspace's zone, a counter that is lost. */
let root: postgres.Sql;
beforeAll(async () => {
  house = await openTestHouse(inject('ownerUrl'), { maxConnections: 20 });
  books = await openBooks(house);
  root = postgres(house.database.ownerUrl, { max: 1, onnotice: () => undefined });
});
afterAll(async () => {
  await root.end();
  await books.close();
  await house.close();
});

/** A company of two workspaces in zones at both ends of the world, with one owner. */
async function openCompany() {
  const owner = await registerPerson(house);
  const { data } = await owner.mutate<{ id: string }>('workspace.create', {
    workspaceId: owner.workspaceId,
    name: 'Second',
  });
  const second = { ...owner, workspaceId: data.id };
  const [place] = await books.sql<{ tenant: string }[]>`
    select tenant_id as tenant from workspaces where id = ${owner.workspaceId}`;
  const zones = [
    [owner.workspaceId, 'Pacific/Auckland'],
    [second.workspaceId, 'America/Los_Angeles'],
  ] as const;
  for (const [id, zone] of zones) await setZone(id, zone);
  for (const person of [owner, second]) await house.setPlan(person, 'paygo');
  return { owner, second, tenantId: place?.tenant ?? '' };
}

async function asRoot(table: string, change: (tx: postgres.ISql) => Promise<unknown>) {
  await root.begin(async (tx) => {
    await tx`alter table ${tx(table)} no force row level security`;
    await change(tx);
    await tx`alter table ${tx(table)} force row level security`;
  });
}

const setZone = (workspaceId: string, zone: string) =>
  asRoot(
    'workspaces',
    (tx) => tx`update workspaces set time_zone = ${zone} where id = ${workspaceId}`,
  );

const at = (person: TestPerson, more: object = {}) => ({
  workspaceId: person.workspaceId,
  ...more,
});

/** At most a thousand requests a month in the whole company, but for what is told. */
const create = (person: TestPerson, facts: object = {}): Promise<Answer<Limit>> =>
  person.mutate<Limit>('limits.create', {
    workspaceId: person.workspaceId,
    id: randomUUID(),
    subject: { kind: 'tenant' },
    meter: 'requests',
    cap: 1_000,
    period: 'month',
    ...facts,
  });

const list = async (person: TestPerson) =>
  (await person.query<LimitList>('limits.list', at(person))).data.limits;

const countersOf = (person: TestPerson) =>
  house.inWorkspaceOf(person, (tx) =>
    tx.select().from(tenantQuotas).orderBy(tenantQuotas.meter, tenantQuotas.periodStart),
  );

const call = (person: TestPerson) => ask(person, MODEL, 'reply=5 delay=0');
const send = (person: TestPerson) =>
  postAs(house, person, { body: { ...newMessage(person, 'Hi [[fake: reply=2 delay=0]]') } });

test('a company’s limit begins with what all of its workspaces used, and nobody else', async () => {
  const { owner, second } = await openCompany();
  const stranger = await registerPerson(house);
  await house.setPlan(stranger, 'paygo');
  await Promise.all([call(owner), call(second), call(second), call(stranger)]);
  const late = await ask(second, MODEL, 'reply=8 fault=no-usage delay=0');
  await correct(house, second, late.turnId, { outputTokens: 3 });
  await (await postAs(house, owner, { body: newMessage(owner, '[[fake: fault=500]]') })).text();
  const expected = await Promise.all(
    [owner, second].map((person) =>
      house.inWorkspaceOf(person, async (tx) => {
        const { rows } = await tx.execute<{ tokens: string; charge: string; requests: string }>(sql`
          select coalesce(sum(coalesce(c.metered_tokens, u.metered_tokens)), 0) as tokens,
            coalesce(sum(coalesce(c.charge_nano, u.charge_nano)), 0) as charge,
            count(*) filter (where u.outcome = 'finished') as requests
          from token_usage u left join usage_corrections c on c.usage_id = u.id`);
        return rows[0];
      }),
    ),
  );
  for (const meter of ['tokens', 'requests', 'charge'] as const) {
    const used = expected.reduce((sum, row) => sum + Number(row?.[meter]), 0);
    expect(used).toBeGreaterThan(0);
    const { data } = await create(owner, { meter, cap: 90_000_000_000 });
    expect(data).toMatchObject({
      subject: { kind: 'tenant', id: '' },
      subjectName: null,
      timeZone: 'Pacific/Auckland',
      now: { name: `tenant.${meter}`, setBy: 'tenant', limitId: data.id, used, held: 0 },
    });
  }
  expect((await create(owner, { period: 'year' })).data.now?.used).toBe(4);
  expect(await books.problems()).toEqual([]);
});

test('workspaces in two zones count on one counter, of the limit’s own zone', async () => {
  const { owner, second } = await openCompany();
  const timeZone = 'Europe/Berlin';
  await create(owner, { subject: { kind: 'tenant', timeZone }, period: 'day', cap: 2 });
  const [today] = await books.sql<{ startAt: Date; endAt: Date }[]>`
    select date_trunc('day', now(), ${timeZone}) as "startAt",
      (date_trunc('day', now() at time zone ${timeZone}) + interval '1 day') at time zone ${timeZone} as "endAt"`;
  if (!today) throw new Error('no day');
  const { startAt, endAt } = today;
  await call(owner);
  await call(second);
  expect(await countersOf(owner)).toMatchObject([
    { subject: 'tenant', used: 2n, held: 0n, periodStart: startAt, periodEnd: endAt },
  ]);
  for (const person of [owner, second]) {
    expect(await list(person)).toMatchObject([
      { timeZone, now: { used: 2, resetsAt: endAt.toISOString() } },
    ]);
    const quota = await person.query<Quota>('usage.quota', at(person));
    expect(quota.data.binding).toMatchObject({ name: 'tenant.requests.day', used: 2 });
    expect((await refusalOf(await send(person))).error.trace?.[0]).toMatchObject({
      name: 'tenant.requests.day',
      isExceeded: true,
      resetsAt: endAt.toISOString(),
    });
  }
  expect(await books.problems()).toEqual([]);
});

test('who may spend the company’s money sets its limits; who manages budgets sees them', async () => {
  const { owner, second } = await openCompany();
  const stranger = await registerPerson(house);
  const [admin, editor] = [
    await joinAs(house, owner, 'admin'),
    await joinAs(house, owner, 'editor'),
  ];
  const payer = await joinAs(house, owner, await makeRole(owner, ['billing:manage']));
  const { data: limit } = await create(owner);
  expect((await list(admin)).map(({ id }) => id)).toEqual([limit.id]);
  const change = (person: TestPerson, facts: object = { cap: 5 }) =>
    person.mutate<Limit>('limits.update', at(person, { id: limit.id, ...facts }));
  const remove = (person: TestPerson) =>
    person.mutate('limits.remove', at(person, { id: limit.id }));
  for (const person of [admin, editor, payer]) {
    const answers = [
      await create(person, { period: 'day' }),
      await change(person),
      await remove(person),
    ];
    expect(answers.map(({ status }) => status)).toEqual([403, 403, 403]);
  }
  expect([(await change(stranger)).status, (await remove(stranger)).status]).toEqual([404, 404]);
  expect(await list(stranger)).toEqual([]);
  // An owner of another of the company's workspaces; the company's words stand in the log of where it was done.
  expect((await change(second, { cap: 7, overflow: 'allow' })).data).toMatchObject({ cap: 7 });
  expect((await remove(second)).status).toBe(200);
  expect(await list(owner)).toEqual([]);
  const lines = await second.query<AuditPage>('audit.list', at(second, { limit: 5 }));
  expect(
    lines.data.items
      .filter(({ action }) => action.startsWith('tenant_limit.'))
      .map(({ action, before, after }) => [action, before, after]),
  ).toEqual([
    ['tenant_limit.remove', 'tenant,requests,7,month,allow', null],
    ['tenant_limit.update', 'tenant,requests,1000,month,block', 'tenant,requests,7,month,allow'],
  ]);
});

test('a resend has the same answer; a limit of another kind cannot take its id', async () => {
  const { owner, second } = await openCompany();
  const id = randomUUID();
  const first = await create(owner, { id });
  for (const again of await Promise.all([create(owner, { id }), create(owner, { id })]))
    expect(again).toEqual(first);
  // The same words in the other workspace mean its zone.
  const conflicts = [
    create(second, { id }),
    create(owner, { id, cap: 1 }),
    create(owner, { id, subject: { kind: 'workspace' } }),
  ];
  for (const refused of await Promise.all(conflicts))
    expect(refused).toMatchObject({ status: 409, error: { field: 'id' } });
  expect(await create(second)).toMatchObject({ status: 409, error: { field: 'subject' } });
  const own = await create(second, { subject: { kind: 'workspace' } });
  expect(await create(second, { id: own.data.id, period: 'day' })).toMatchObject({
    status: 409,
    error: { field: 'id' },
  });
  const bad = await create(owner, { period: 'day', subject: { kind: 'tenant', timeZone: 'Mars' } });
  expect(bad).toMatchObject({ status: 400 });
});

test('a refusal names the company, and sends to its owners; raising it lets through', async () => {
  const { owner, second } = await openCompany();
  const admin = await joinAs(house, second, 'admin');
  const { data: limit } = await create(owner, { cap: 1 });
  await call(owner);
  const told = async (person: TestPerson) => (await refusalOf(await send(person))).error;
  expect(await told(admin)).toMatchObject({
    code: 'QUOTA_EXCEEDED',
    trace: [{ name: 'tenant.requests', setBy: 'tenant', limitId: limit.id, isExceeded: true }],
    remedies: [{ kind: 'ask_owner', limitId: limit.id }, { kind: 'wait' }],
  });
  const url = `/w/${owner.workspaceId}/settings?tab=limits&limit=${limit.id}`;
  expect((await told(owner)).remedies).toMatchObject([
    { kind: 'raise_limit', limitId: limit.id, url },
    { kind: 'wait' },
  ]);
  // It cannot be asked for as a workspace's can: nobody there may give it.
  expect(
    await admin.mutate('limits.requestMore', at(admin, { id: randomUUID(), limitId: limit.id })),
  ).toMatchObject({ status: 404 });
  expect((await noticesOf(admin)).notices).toMatchObject([
    { kind: 'limit_reached', facts: { limit: 'tenant.requests', limitId: limit.id, cap: '1' } },
  ]);
  await owner.mutate('limits.update', at(owner, { id: limit.id, cap: 2 }));
  await call(admin);
});

test('two workspaces at once cannot pass the company’s cap, and calls that end while it is set count once', async () => {
  const { owner, second } = await openCompany();
  const other = house.addServer({ maxConnections: 10 });
  const { data: limit } = await create(owner, { cap: 15, period: 'total' });
  const statuses = await Promise.all(
    Array.from({ length: 60 }, async (_, n) => {
      const person = n % 2 === 0 ? owner : second;
      const body = newMessage(person, 'Hi [[fake: reply=3 delay=0]]');
      const server = n % 4 < 2 ? house.server : other;
      const response = await person.post('/api/chat', body, { server });
      await response.text();
      return response.status;
    }),
  );
  expect(statuses.filter((status) => status === 200)).toHaveLength(15);
  expect(statuses.filter((status) => status === 429)).toHaveLength(45);
  const receipts = await Promise.all(
    [owner, second].map((person) =>
      house.inWorkspaceOf(person, (tx) => tx.select().from(tokenUsage)),
    ),
  );
  const [mine = 0, theirs = 0] = receipts.map((rows) => rows.length);
  expect([mine > 0, theirs > 0, mine + theirs]).toEqual([true, true, 15]);
  expect((await list(second))[0]).toMatchObject({ id: limit.id, now: { used: 15, held: 0 } });
  const before = receipts.flat().reduce((sum, row) => sum + row.meteredTokens, 0);
  const made: Promise<Answer<Limit>>[] = [];
  await Promise.all(
    Array.from({ length: 80 }, async (_, n) => {
      if (n === 40) made.push(create(second, { meter: 'tokens', period: 'year', cap: 1_000_000 }));
      await addUsage(house, n % 2 === 0 ? owner : second, { modelId: MODEL, tokens: n + 1 });
    }),
  );
  expect((await Promise.all(made)).map(({ status }) => status)).toEqual([200]);
  const tokens = (await list(owner)).find(({ meter }) => meter === 'tokens');
  expect(tokens?.now?.used).toBe(before + 3_240);
});

test('a lost counter comes back as the limit’s own zone has it', async () => {
  const { owner, second, tenantId } = await openCompany();
  const timeZone = 'Asia/Kathmandu';
  await create(owner, { subject: { kind: 'tenant', timeZone }, meter: 'tokens', cap: 1_000_000 });
  await Promise.all([call(owner), call(second)]);
  const counters = await countersOf(owner);
  expect(counters).toHaveLength(1);
  expect(await books.problems(owner.workspaceId)).toEqual([]);
  await asRoot(
    'tenant_quotas',
    (tx) =>
      tx`update tenant_quotas set period_end = period_end + interval '1 hour' where tenant_id = ${tenantId}`,
  );
  expect((await books.problems(owner.workspaceId)).join()).toContain('its end');
  await asRoot(
    'tenant_quotas',
    (tx) =>
      tx`update tenant_quotas set period_end = period_end - interval '1 hour', used = 1, held = 3
      where tenant_id = ${tenantId}`,
  );
  const app = postgres(house.database.appUrl, { max: 1, onnotice: () => undefined });
  const workspaceIds = [owner.workspaceId, second.workspaceId];
  const rebuilt = await rebuildTenant(app, { tenantId, workspaceIds });
  await app.end();
  expect(rebuilt).toHaveLength(2);
  expect(await countersOf(owner)).toEqual(counters);
});

test('every workspace of the company hears that a limit changed, and no other company', async () => {
  const [{ owner, second }, { owner: stranger }] = [await openCompany(), await openCompany()];
  const heard: string[] = [];
  const leaves = [owner, second, stranger].map((person) =>
    house.server.live.join({
      userId: person.userId,
      workspaceId: person.workspaceId,
      onChange: (what) => void heard.push(`${what} ${person.workspaceId}`),
      onEnd: () => undefined,
    }),
  );
  await create(owner);
  const soon = { timeout: 2_000, interval: 20 };
  await expect
    .poll(() => heard.filter((what) => what.startsWith('limits')).toSorted(), soon)
    .toEqual([`limits ${owner.workspaceId}`, `limits ${second.workspaceId}`].toSorted());
  for (const leave of leaves) leave?.();
});
