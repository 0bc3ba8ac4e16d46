import { randomUUID } from 'node:crypto';
import { setTimeout as sleep } from 'node:timers/promises';
import { afterAll, beforeAll, expect, inject, test, vi } from 'vitest';
import { holds } from '@geko/db/schema/money';
import { sweepLeases } from '@geko/services/chat/sweep-leases';
import { addLot } from '@geko/services/wallet/add-lot';
import { addMember } from './testing/audit-calls.ts';
import { openBooks, type Books } from './testing/books.ts';
import { inPlaceOf } from './testing/money-calls.ts';
import { newsOf } from './testing/notice-calls.ts';
import { createKey, MODEL, openAIClient, saying } from './testing/program.ts';
import { openTestHouse, type TestHouse, type TestServer } from './testing/test-house.ts';
import { readStream, registerPerson, type TestPerson } from './testing/test-person.ts';

/** As many calls at once as make an account hot. */
const HOT = 24;

let house: TestHouse;
let books: Books;
let servers: TestServer[];
beforeAll(async () => {
  house = await openTestHouse(inject('ownerUrl'), { idleTimeoutMs: 10_000 });
  books = await openBooks(house);
  servers = [house.server, house.addServer(), house.addServer(), house.addServer()];
});
afterAll(async () => {
  await books.close();
  // The one of the process that dies below.
  await house.close(1);
});

type Account = { owner: TestPerson; secret: string };

async function openAccount(): Promise<Account> {
  const owner = await registerPerson(house);
  await house.setPlan(owner, 'paygo');
  const { secret } = await createKey(owner);
  return { owner, secret };
}

const call = ({ secret }: Account, script = 'reply=2 delay=0', server?: TestServer) =>
  openAIClient(house, secret, server && { server }).chat.completions.create(saying(script));

const times = <T>(count: number, fn: (index: number) => Promise<T>): Promise<T[]> =>
  Promise.all(Array.from({ length: count }, (_, index) => fn(index)));

/** Calls until this account has more holds than so many taken ahead, by servers all at once; how many calls that took. */
async function heat(account: Account, most = 0, by = [house.server]): Promise<number> {
  for (let rounds = 1; rounds <= 40; rounds += 1) {
    await Promise.all(
      by.map((server) => times(HOT, () => call(account, 'reply=2 delay=0', server))),
    );
    if ((await blanks(account)) > most) return rounds * HOT * by.length;
  }
  throw new Error('nothing is taken ahead');
}

async function blanks({ owner }: Account): Promise<number> {
  const [row] = await books.sql<{ count: number }[]>`select count(*)::int as count from holds
    where workspace_id = ${owner.workspaceId} and is_blank`;
  return row?.count ?? 0;
}

const open = async ({ owner }: Account): Promise<number> =>
  (await books.sql`select from holds where workspace_id = ${owner.workspaceId} and status = 'held'`)
    .length;

/** Nothing is held any more, within a second or two of the last call. */
async function expectAtRest(account: Account): Promise<void> {
  await vi.waitFor(async () => expect(await open(account)).toBe(0), {
    timeout: 8_000,
    interval: 50,
  });
  const { workspaceId } = account.owner;
  expect((await books.counters(workspaceId)).filter(({ held }) => held !== 0)).toEqual([]);
  const lots =
    await books.sql`select from credit_lots where workspace_id = ${workspaceId} and held_nano <> 0`;
  expect(lots).toHaveLength(0);
  expect(await books.problems(workspaceId)).toEqual([]);
}

/** Sets a limit of so many requests a day; and the way to lower it, for what is held ahead of it by then. */
async function limit(
  { owner }: Account,
  cap: number,
  overflow: 'block' | 'allow' = 'block',
): Promise<(cap: number) => Promise<void>> {
  const { workspaceId } = owner;
  const id = randomUUID();
  const subject = { kind: 'workspace' };
  const terms = { subject, meter: 'requests', period: 'day', cap, overflow };
  expect((await owner.mutate('limits.create', { workspaceId, id, ...terms })).error).toBe(null);
  return async (lower) => {
    const { error } = await owner.mutate('limits.update', { workspaceId, id, cap: lower });
    expect(error).toBe(null);
  };
}

const roomyLimit = (account: Account, overflow?: 'allow') => limit(account, 1_000_000, overflow);

/** How many of the server's statements take holds one by one while `work` runs. */
async function opened(work: () => Promise<unknown>): Promise<number> {
  const spy = vi.spyOn(house.server.callStatements, 'open');
  try {
    await work();
    return spy.mock.calls.length;
  } finally {
    spy.mockRestore();
  }
}

/** Has work done by calls which all find their holds there; on a slow machine those may be given back before it begins. */
async function ahead(
  account: Account,
  work: () => Promise<unknown>,
  warm: () => Promise<unknown> = () => heat(account),
): Promise<number> {
  for (let rounds = 1; rounds <= 20; rounds += 1) {
    await warm();
    if ((await opened(work)) === 0) return rounds;
  }
  throw new Error('some call had to ask each time');
}

test('calls of a hot account find their holds taken, and each is booked as what it was', async () => {
  const account = await openAccount();
  const words = [11, 12, 13, 14, 15, 16, 17, 18];
  const rounds = await ahead(account, () =>
    Promise.all(words.map((count) => call(account, `reply=${count} delay=0`))),
  );
  const usage = await books.usage(account.owner.workspaceId);
  const told = usage.map(({ outputTokens }) => Number(outputTokens)).filter((count) => count > 2);
  expect(told.toSorted((a, b) => a - b)).toEqual(
    words.flatMap((count) => Array<number>(rounds).fill(count)),
  );
  await expectAtRest(account);
});

test('keys of several people share what is held ahead, and each call stays its own', async () => {
  const account = await openAccount();
  const { owner } = account;
  const member = await addMember(house, owner, 'editor');
  const keys = [account.secret, (await createKey(owner)).secret, (await createKey(member)).secret];
  for (const secret of keys) await call({ owner, secret });
  await ahead(account, () =>
    Promise.all(keys.map((secret) => call({ owner, secret }, 'reply=11'))),
  );
  const told = await books.sql<{ user: string; key: string }[]>`
    select distinct user_id as user, api_key_id as key from token_usage
    where workspace_id = ${owner.workspaceId} and output_tokens = 11`;
  expect(new Set(told.map(({ key }) => key)).size).toBe(3);
  expect(new Set(told.map(({ user }) => user))).toEqual(new Set([owner.userId, member.userId]));
  await expectAtRest(account);
});

test('an account that is not hot has nothing taken ahead', async () => {
  const account = await openAccount();
  for (let n = 0; n < 12; n += 1) await call(account);
  expect(await blanks(account)).toBe(0);
  await expectAtRest(account);
});

/** How calls end that are made at the same time. */
async function ends(work: Promise<unknown>[]): Promise<{ answered: number; refused: number }> {
  const all = await Promise.allSettled(work);
  const refused = all.filter((end) => end.status === 'rejected');
  for (const { reason } of refused) expect(reason).toMatchObject({ status: 429 });
  return { answered: all.length - refused.length, refused: refused.length };
}

const serverOf = (index: number): TestServer => servers[index % servers.length] ?? house.server;

test('200 callers of 4 processes, 3 calls each, on a budget of 400: exactly 400 are admitted', async () => {
  const account = await openAccount();
  await limit(account, 400);
  const taken = servers.map((server) => vi.spyOn(server.callStatements, 'takeBlock'));
  const counts = await times(200, async (index) => {
    let answered = 0;
    for (let n = 0; n < 3; n += 1) {
      answered += (await ends([call(account, 'reply=1 delay=0', serverOf(index))])).answered;
    }
    return answered;
  });
  expect(counts.reduce((sum, count) => sum + count, 0)).toBe(400);
  expect(await books.usage(account.owner.workspaceId)).toHaveLength(400);
  expect(taken.some((spy) => spy.mock.calls.length > 0)).toBe(true);
  for (const spy of taken) spy.mockRestore();
  await expectAtRest(account);
});

test('200 callers on a budget of 50 while 4 processes hold as much ahead: exactly 50 are admitted', async () => {
  const account = await openAccount();
  const { owner } = account;
  const lower = await roomyLimit(account);
  const made = await heat(account, 50, servers);
  await lower(made + 50);
  const work = Array.from({ length: 200 }, (_, n) => call(account, 'reply=1 delay=0', serverOf(n)));
  expect(await ends(work)).toEqual({ answered: 50, refused: 150 });
  expect(await books.usage(owner.workspaceId)).toHaveLength(made + 50);
  await expectAtRest(account);
});

test('a message of a person is not refused for what is held ahead of programs', async () => {
  const account = await openAccount();
  const { owner } = account;
  const lower = await roomyLimit(account);
  const made = await heat(account, 1);
  await lower(made + 1);
  const response = await owner.post('/api/chat', {
    workspaceId: owner.workspaceId,
    conversationId: randomUUID(),
    modelId: MODEL,
    message: { id: randomUUID(), text: 'Hello [[fake: reply=1 delay=0]]' },
  });
  expect(await readStream(response)).toMatchObject({ isComplete: true });
  expect(await ends([call(account)])).toEqual({ answered: 0, refused: 1 });
  await expectAtRest(account);
});

test('who is told of no counts is charged for what they sent, not for what was held ahead', async () => {
  const account = await openAccount();
  const client = openAIClient(house, account.secret);
  const { model, messages } = saying('reply=2 delay=0');
  const long = { role: 'user' as const, content: 'a long story '.repeat(200) };
  const longCall = () => client.chat.completions.create({ model, messages: [long, ...messages] });
  // The long ones are what a block is taken for.
  await ahead(
    account,
    () => call(account, 'reply=9 delay=0 fault=no-usage'),
    () => times(HOT, longCall),
  );
  const rows = (await books.usage(account.owner.workspaceId)).filter(
    ({ isEstimated }) => isEstimated,
  );
  expect(rows.length).toBeGreaterThan(0);
  for (const { id, inputTokens } of rows) {
    expect(inputTokens).toBeLessThan(100);
    expect((await books.turn(id)).holds).toMatchObject([{ status: 'settled', inputTokens }]);
  }
  // And a longer one than the block was taken for asks for itself.
  const longer = { role: 'user' as const, content: 'a longer story '.repeat(400) };
  expect(
    await opened(() => client.chat.completions.create({ model, messages: [longer, ...messages] })),
  ).toBe(1);
  await expectAtRest(account);
});

test('people hear of a limit that a call has reached whose hold was taken ahead', async () => {
  const account = await openAccount();
  const { owner } = account;
  // One that stops nobody.
  const lower = await roomyLimit(account, 'allow');
  let cap = 0;
  await ahead(account, async () => {
    cap = (await books.usage(owner.workspaceId)).length + 5;
    await lower(cap);
    await times(5, () => call(account));
  });
  expect(await newsOf(owner)).toContain(`limit_reached workspace.requests.day ${cap}/${cap}`);
  await expectAtRest(account);
});

test('a process that dies: what it held ahead comes back, what it was known to do is settled', async () => {
  const account = await openAccount();
  const { owner } = account;
  let youngest: string | null = null;
  for (let tries = 1; youngest === null; tries += 1) {
    expect(tries).toBeLessThan(10);
    youngest = await crashAmidCalls(account, house.addServer());
  }
  expect(await blanks(account)).toBeGreaterThan(1);
  await house.inWorkspaceOf(owner, (tx) => tx.update(holds).set({ leaseUntil: new Date(0) }));
  while ((await open(account)) > 0) await sweepLeases(house.server);
  const broken = (await books.usage(owner.workspaceId)).filter(
    ({ outcome }) => outcome !== 'finished',
  );
  expect(broken.map(({ outcome, chargeNano }) => [outcome, chargeNano])).toEqual([
    ['interrupted', '0'],
    ['interrupted', '0'],
  ]);
  await expectAtRest(account);
  // Of the third, not a quarter of a second old, its provider alone knows.
  expect(await books.sql`select from holds where id = ${youngest}`).toHaveLength(0);
});

/**
 * Ends a process that carries two calls which are known and one which is not: its hold's id; null where the machine was too
 * slow for that.
 */
async function crashAmidCalls(account: Account, server: TestServer): Promise<string | null> {
  const { log } = house.provider;
  await heat(account, 0, [server]);
  const long = () => call(account, 'reply=150 delay=20', server);
  const running = times(2, long);
  await sleep(150);
  // The account stays hot meanwhile.
  await call(account, 'reply=2 delay=0', server);
  await vi.waitFor(async () => expect(await known(account)).toBe(2), { timeout: 2_000 });
  const before = log.entries().length;
  const ended = Promise.allSettled([running, long()]);
  await vi.waitFor(() => expect(log.entries()).toHaveLength(before + 1));
  const id = log.entries().at(-1)?.headers['x-geko-hold'] ?? '';
  const [row] = await books.sql<{ isBlank: boolean }[]>`
    select is_blank as "isBlank" from holds where id = ${id}`;
  if (row?.isBlank === true) {
    server.crash();
    return id;
  }
  await ended;
  await server.stop();
  return null;
}

test('credit is taken ahead of one lot, and spent to the last that it pays for', async () => {
  const account = await openAccount();
  const { owner } = account;
  const cents = (amount: bigint) => amount * 10_000_000n;
  for (const amountNano of [cents(200n), cents(1n)]) {
    await inPlaceOf(house, owner, (place) =>
      addLot(place, {
        id: randomUUID(),
        kind: amountNano === cents(1n) ? 'purchased' : 'bonus',
        amountNano,
        expiresAt: null,
        grantedBy: null,
      }),
    );
  }
  await ahead(account, () => times(8, () => call(account)));
  const rows = await books.sql<{ funding: string }[]>`
    select distinct funding from token_usage where workspace_id = ${owner.workspaceId}`;
  expect(rows).toEqual([{ funding: 'credits' }]);
  await expectAtRest(account);
});

test('where no block is to be had, calls ask for themselves', async () => {
  const account = await openAccount();
  await call(account);
  const take = vi
    .spyOn(house.server.callStatements, 'takeBlock')
    .mockRejectedValue(new Error('the connection broke'));
  for (let rounds = 0; rounds < 40 && take.mock.calls.length === 0; rounds += 1) {
    await times(HOT, () => call(account));
  }
  expect(take).toHaveBeenCalled();
  take.mockRestore();
  expect(await blanks(account)).toBe(0);
  await expectAtRest(account);
});

test('a running call that somebody else has settled is told so, and one whose hold is there is not', async () => {
  const account = await openAccount();
  const { owner } = account;
  await heat(account);
  const running = call(account, 'reply=40 delay=20');
  await vi.waitFor(async () => expect(await known(account)).toBe(1), { timeout: 2_000 });
  const [row] = await books.sql<{ id: string; tenant: string; place: string }[]>`
    select id, tenant_id as tenant, workspace_id as place from holds
    where workspace_id = ${owner.workspaceId} and status = 'held' and not is_blank`;
  const { id = '', ...place } = row ?? { tenant: '', place: '' };
  const terms = { ...place, lease_ms: 30_000 };
  const { renew } = house.server.callStatements;
  expect(
    await Promise.all([id, randomUUID()].map((each) => renew({ ...terms, id: each }))),
  ).toEqual([true, false]);
  await running;
  expect(await renew({ ...terms, id })).toBe(false);
  await expectAtRest(account);
});

/** Calls that run, and are known to. */
async function known({ owner }: Account): Promise<number> {
  const [row] = await books.sql<{ count: number }[]>`select count(*)::int as count from holds
    where workspace_id = ${owner.workspaceId} and status = 'held' and not is_blank`;
  return row?.count ?? 0;
}
