import { randomUUID } from 'node:crypto';
import { sql } from 'drizzle-orm';
import { afterAll, beforeAll, expect, inject, test } from 'vitest';
import type { Receipt } from '@geko/contracts/receipt';
import type { Quota } from '@geko/contracts/usage';
import { openBooks, type Books } from './testing/books.ts';
import { openSweepWorld, type SweepWorld } from './testing/sweep-world.ts';
import { openTestHouse, type TestHouse } from './testing/test-house.ts';
import { readStream, type TestPerson } from './testing/test-person.ts';

let house: TestHouse;
let world: SweepWorld;
let books: Books;
beforeAll(async () => {
  house = await openTestHouse(inject('ownerUrl'));
  world = await openSweepWorld(house);
  books = await openBooks(house);
});
afterAll(async () => {
  await books.close();
  await world.close();
  await house.close();
});

const send = (person: TestPerson, modelId: string, script: string) =>
  person.post('/api/chat', {
    workspaceId: person.workspaceId,
    conversationId: randomUUID(),
    modelId,
    message: { id: randomUUID(), text: `Hello [[fake: ${script}]]` },
  });

test('the quota is what is used and held, and the tightest limit binds', async () => {
  const person = await world.signIn('outsider');
  const { workspaceId } = person;
  const quota = async (modelId?: string) =>
    (
      await person.query<Quota>('usage.quota', {
        workspaceId,
        ...(modelId !== undefined && { modelId }),
      })
    ).data;
  const fresh = (await quota()).limits.map(({ name, used, held, cap }) => ({
    name,
    used,
    held,
    cap,
  }));
  expect(new Set(fresh)).toEqual(
    new Set([
      { name: 'workspace.requests', used: 0, held: 0, cap: 100 },
      { name: 'workspace.tokens', used: 0, held: 0, cap: 50_000 },
    ]),
  );
  const { chunks } = await readStream(await send(person, 'gpt-5-nano', 'reply=40'));
  const receipt = chunks.find(({ type }) => type === 'data-receipt')?.data as Receipt;
  const after = await quota('gpt-5-nano');
  const limits = Object.fromEntries(
    after.limits.map(({ name, used, held, cap }) => [name, { used, held, cap }]),
  );
  expect(limits).toEqual({
    'workspace.tokens': { used: receipt.totalTokens, held: 0, cap: 50_000 },
    'workspace.requests': { used: 1, held: 0, cap: 100 },
    'model.gpt-5-nano.tokens': { used: receipt.totalTokens, held: 0, cap: 100_000 },
  });
  // One of a hundred requests is more than so few of fifty thousand tokens.
  expect(after.binding?.name).toBe('workspace.requests');
  await house.inWorkspaceOf(person, (tx) =>
    tx.execute(sql`update quotas set used = 50000 where subject = 'plan' and meter = 'tokens'`),
  );
  const tight = await quota();
  expect(tight.binding).toMatchObject({ name: 'workspace.tokens', used: 50_000, isExceeded: true });
  expect(tight.limits.map(({ name }) => name)).toEqual(['workspace.tokens', 'workspace.requests']);
});

test('a plan set by the operator holds from the next request on, and is written down', async () => {
  const [operator, outsider] = [await world.signIn('operator'), await world.signIn('outsider')];
  const { workspaceId } = outsider;
  expect((await send(outsider, 'gpt-5.2', 'reply=3')).status).toBe(403);
  await operator.mutate('admin.setPlan', { workspaceId, planId: 'pro' });
  const response = await send(outsider, 'gpt-5.2', 'reply=3');
  expect(response.status).toBe(200);
  await response.text();
  const lines = await books.sql`select actor_id, before, after from audit_logs
    where workspace_id = ${workspaceId} and action = 'plan.set'`;
  expect(lines).toEqual([{ actor_id: operator.userId, before: 'free', after: 'pro' }]);
});
