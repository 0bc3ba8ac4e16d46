import { randomUUID } from 'node:crypto';
import { sql } from 'drizzle-orm';
import { inTenant, type Db, type Tx } from '@geko/db/client';
import { creditLots } from '@geko/db/schema/money';
import {
  tenants,
  workspaceMembers,
  workspaces,
  workspaceSubscriptions,
} from '@geko/db/schema/tenancy';

/** A workspace of a bench. */
export type Place = { tenantId: string; workspaceId: string; userId: string };

/** A workspace on paygo, with more credit than a bench spends. */
export async function makePlace(db: Db, userId: string): Promise<Place> {
  const place = { tenantId: randomUUID(), workspaceId: randomUUID(), userId };
  const { tenantId, workspaceId } = place;
  await inTenant(db, place, async (tx) => {
    await tx.insert(tenants).values({ id: tenantId, name: 'Bench' });
    await tx.insert(workspaces).values({ tenantId, id: workspaceId, name: 'Bench' });
    await tx.insert(workspaceMembers).values({ tenantId, workspaceId, userId, role: 'owner' });
    await tx.insert(workspaceSubscriptions).values({ tenantId, workspaceId, planId: 'paygo' });
    await tx.insert(creditLots).values({
      tenantId,
      workspaceId,
      id: randomUUID(),
      kind: 'bonus',
      priority: 20,
      grantedNano: 9_000_000_000_000_000n,
      remainingNano: 9_000_000_000_000_000n,
      createdAt: new Date(),
    });
  });
  return place;
}

/** Somebody who calls. */
export async function makeUser(tx: Tx | Db): Promise<string> {
  const id = randomUUID();
  await tx.execute(
    sql`insert into users (id, email, name) values (${id}, ${`${id}@example.com`}, 'Bench')`,
  );
  return id;
}
