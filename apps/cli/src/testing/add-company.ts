import { randomUUID } from 'node:crypto';
import { inTenant, type Db, type TenantContext } from '@geko/db/client';
import { users } from '@geko/db/schema/identity';
import { tenants, workspaceMembers, workspaces } from '@geko/db/schema/tenancy';

/** A person and a workspace that is theirs. */
export async function addCompany(db: Db): Promise<{ place: TenantContext; email: string }> {
  const place = { userId: randomUUID(), tenantId: randomUUID(), workspaceId: randomUUID() };
  const { userId, tenantId, workspaceId } = place;
  const email = `${userId}@example.com`;
  await db.insert(users).values({ id: userId, email, name: 'Ada' });
  await inTenant(db, place, async (tx) => {
    await tx.insert(tenants).values({ id: tenantId, name: 'T' });
    await tx.insert(workspaces).values({ tenantId, id: workspaceId, name: 'W' });
    await tx.insert(workspaceMembers).values({ tenantId, workspaceId, userId, role: 'owner' });
  });
  return { place, email };
}
