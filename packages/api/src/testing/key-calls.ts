import { randomUUID } from 'node:crypto';
import { eq, sql } from 'drizzle-orm';
import type { Receipt } from '@geko/contracts/receipt';
import { apiKeys } from '@geko/db/schema/limits';
import { startTurn } from '@geko/services/chat/start-turn';
import type { TestHouse } from './test-house.ts';
import type { TestPerson } from './test-person.ts';

type Member = { userId: string; workspaceId: string };

/** A key by which programs call in somebody's name; its id. */
export async function makeKey(house: TestHouse, person: Member, name: string): Promise<string> {
  const id = randomUUID();
  await house.inWorkspaceOf(person, (tx) =>
    tx.insert(apiKeys).values({
      tenantId: sql`context_tenant()`,
      workspaceId: person.workspaceId,
      id,
      userId: person.userId,
      name,
      keyHash: `none ${id}`,
      lastFour: '0000',
      scopes: ['chat'],
      createdAt: new Date(),
    }),
  );
  return id;
}

export async function revokeKey(house: TestHouse, person: Member, id: string): Promise<void> {
  await house.inWorkspaceOf(person, (tx) =>
    tx.update(apiKeys).set({ revokedAt: new Date() }).where(eq(apiKeys.id, id)),
  );
}

/** A call that comes by a key, run to its end; its id. Throws what admission says no with. */
export async function callByKey(
  house: TestHouse,
  person: TestPerson,
  call: { apiKeyId: string; modelId: string; script: string },
): Promise<Receipt['turnId']> {
  const { apiKeyId, modelId, script } = call;
  const { userId, workspaceId } = person;
  const sender = { userId, workspaceId, onlyWorkspaceId: null, apiKeyId, entry: null };
  const id = randomUUID();
  const started = await startTurn(house.server, sender, {
    workspaceId,
    conversationId: randomUUID(),
    modelId,
    message: { id, text: `Hello [[fake: ${script}]]` },
  });
  if (started.kind !== 'new') throw new Error('the turn is there already');
  await house.server.jobs.start(started.turn).closed;
  return id;
}
