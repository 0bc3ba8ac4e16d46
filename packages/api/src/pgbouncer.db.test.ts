import { randomUUID } from 'node:crypto';
import { sql } from 'drizzle-orm';
import { afterAll, beforeAll, describe, expect, inject, test } from 'vitest';
import { createPostgresCounters } from '@geko/auth/postgres-counters';
import { createRateLimits } from '@geko/auth/rate-limits';
import { AppError } from '@geko/contracts/errors';
import { conversations } from '@geko/db/schema/chat';
import { createDb, inTenant, type DbClient } from '@geko/db/client';
import { findPgBouncer, startPgBouncer, type PgBouncer } from '@geko/db/testing/start-pgbouncer';
import { fillWorkspace, type FilledWorkspace } from '@geko/db/testing/fill-workspace';
import { inWorkspace } from '@geko/services/access/in-workspace';
import { listConversations } from '@geko/services/chat/conversations';
import { newMessage } from './testing/refusal.ts';
import { SHORT } from './testing/sweep-world.ts';
import { openTestHouse, type TestHouse, type TestServer } from './testing/test-house.ts';
import { readStream, registerPerson } from './testing/test-person.ts';

const program = await findPgBouncer(process.env['PATH'] ?? '');
if (program === null) {
  process.stderr.write('\nSKIPPED: no pgbouncer (Debian: apt-get install pgbouncer)\n');
}

/** Transactions, from both tenants in turn. */
const TURNS = 10_000;
/** What the clients have under way at once. */
const AT_ONCE = 16;

describe.skipIf(program === null)('through PgBouncer, by transaction, over one connection', () => {
  let house: TestHouse;
  let pooler: PgBouncer;
  let client: DbClient;
  let server: TestServer;
  let tenants: [FilledWorkspace, FilledWorkspace];
  beforeAll(async () => {
    house = await openTestHouse(inject('ownerUrl'));
    tenants = [
      await fillWorkspace(house.database.db, 'alpha'),
      await fillWorkspace(house.database.db, 'beta'),
    ];
    pooler = await startPgBouncer(program ?? '', house.database.appUrl);
    client = createDb({ appUrl: pooler.url, maxConnections: AT_ONCE, onError: () => undefined });
    server = house.addServer({ poolerUrl: pooler.url });
  });
  afterAll(async () => {
    await client.close();
    await server.stop();
    await pooler.stop();
    await house.close();
  });

  const expectNoContext = async () => {
    const { rows } = await client.pool.query<Record<string, string | null>>(
      'select context_tenant() as tenant, context_workspace() as workspace, context_user() as person',
    );
    expect(rows).toEqual([{ tenant: null, workspace: null, person: null }]);
    expect((await client.pool.query('select id from conversations')).rows).toEqual([]);
  };

  const request = { requestId: 'none', address: null, userAgent: null };
  const deps = () => ({ db: client.db, now: () => new Date(), newId: randomUUID });

  /** One of several ways into one's own workspace, and what is to be seen there. */
  const visit = async (turn: number): Promise<void> => {
    const own = tenants[turn % 2 === 0 ? 0 : 1];
    const foreign = tenants[turn % 2 === 0 ? 1 : 0];
    const way = turn % 10;
    if (way < 4) {
      const seen = await inTenant(client.db, own, (tx) => tx.select().from(conversations));
      expect(seen.map(({ id, tenantId }) => ({ id, tenantId }))).toEqual([
        { id: own.conversationId, tenantId: own.tenantId },
      ]);
    } else if (way < 7) {
      const { items } = await inWorkspace(
        deps(),
        { ...own, onlyWorkspaceId: null, request },
        (scope) => listConversations(scope, { workspaceId: own.workspaceId, limit: 5 }),
      );
      expect(items.map(({ id }) => id)).toEqual([own.conversationId]);
    } else if (way === 7) {
      const into = inWorkspace(
        deps(),
        { userId: own.userId, workspaceId: foreign.workspaceId, onlyWorkspaceId: null, request },
        () => Promise.resolve('inside'),
      );
      await expect(into).rejects.toMatchObject({ code: 'NOT_FOUND' });
    } else if (way === 8) {
      const broken = inTenant(client.db, own, async (tx) => {
        await tx.execute(sql`select 1 / 0`);
      });
      await expect(broken).rejects.toMatchObject({ cause: { code: '22012' } });
    } else await expectNoContext();
  };

  test(`two tenants, ${TURNS} times interleaved, never meet, and leave nothing behind`, async () => {
    let next = 0;
    const visitor = async () => {
      while (next < TURNS) {
        next += 1;
        await visit(next - 1);
      }
    };
    await Promise.all(Array.from({ length: AT_ONCE }, visitor));
    expect(next).toBe(TURNS);
    await expectNoContext();
    expect(client.pool.totalCount).toBe(AT_ONCE);
    expect(await pooler.countServers()).toBe(1);
  }, 240_000);

  test('rate limits count to the last try', async () => {
    const limits = createRateLimits({
      counters: createPostgresCounters(client.pool),
      log: { warn: () => undefined },
      now: () => performance.now(),
    });
    const tries = await Promise.allSettled(
      Array.from({ length: 40 }, () => limits.consume('loginByAccount', 'a@example.com')),
    );
    const refused = tries.filter(({ status }) => status === 'rejected');
    expect(refused).toHaveLength(30);
    for (const each of refused) {
      expect(each).toMatchObject({ reason: expect.any(AppError) as unknown });
    }
  });

  test('two companies chat at once, each in its own place', async () => {
    const people = [await registerPerson(house), await registerPerson(house)];
    const rounds = Array.from({ length: 6 }, (_, round) =>
      people.map(async (person, who) => {
        const text = `from ${who} round ${round} ${SHORT}`;
        const response = await person.post('/api/chat', newMessage(person, text), { server });
        return { status: response.status, isComplete: (await readStream(response)).isComplete };
      }),
    );
    for (const answer of await Promise.all(rounds.flat())) {
      expect(answer).toEqual({ status: 200, isComplete: true });
    }
    for (const [who, person] of people.entries()) {
      const input = encodeURIComponent(
        JSON.stringify({ json: { workspaceId: person.workspaceId } }),
      );
      const response = await person.get(`/api/trpc/chat.list?input=${input}`, { server });
      const text = await response.text();
      expect(response.status).toBe(200);
      expect(text.match(/from \d/gu)).toEqual(Array.from({ length: 6 }, () => `from ${who}`));
    }
    await expectNoContext();
    expect(await pooler.countServers()).toBe(1);
  });
});
