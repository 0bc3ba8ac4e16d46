import { asc, eq } from 'drizzle-orm';
import { auditLogs } from '@geko/db/schema/operations';
import type { TestHouse } from './test-house.ts';

/** What the record of somebody's workspace says was done to accounts, oldest first, such as "account.sign_in". */
export async function accountTrail(
  house: TestHouse,
  person: { userId: string; workspaceId: string },
): Promise<string[]> {
  const lines = await house.inWorkspaceOf(person, (tx) =>
    tx
      .select()
      .from(auditLogs)
      .where(eq(auditLogs.objectKind, 'account'))
      .orderBy(asc(auditLogs.seq)),
  );
  return lines.map(({ action, before, after, objectId, actorId }) => {
    if (objectId !== person.userId || actorId !== person.userId)
      throw new Error('of another person');
    return [action, before, after].filter((part) => part !== null).join(' ');
  });
}
