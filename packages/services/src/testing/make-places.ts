import { randomUUID } from 'node:crypto';
import { sql } from 'drizzle-orm';
import type { PlanId } from '@geko/contracts/plans';
import { inTenant, type Db, type TenantContext } from '@geko/db/client';
import { users } from '@geko/db/schema/identity';
import { workspaceMembers, workspaceSubscriptions, workspaces } from '@geko/db/schema/tenancy';

/** Makes workspaces, each in a tenant of its own and of one owner, without the work of as many registrations. */
export async function makePlaces(
  db: Db,
  count: number,
  planId: PlanId = 'free',
): Promise<TenantContext[]> {
  const userId = randomUUID();
  await db
    .insert(users)
    .values({ id: userId, email: `${userId}@example.com`, name: 'P', passwordHash: 'none' });
  const places = Array.from({ length: count }, () => {
    return { userId, tenantId: randomUUID(), workspaceId: randomUUID() };
  });
  const pairs = places.map(({ tenantId, workspaceId }) => `'${tenantId} ${workspaceId}'`);
  // Each tenant is made behind its own walls: one block instead of six round trips for each.
  await db.execute(
    sql.raw(`do $$
      declare pair text; tenant uuid; workspace uuid;
      begin
        perform set_config('app.user_id', '${userId}', true);
        foreach pair in array array[${pairs.join(',')}]::text[] loop
          tenant := split_part(pair, ' ', 1); workspace := split_part(pair, ' ', 2);
          perform set_config('app.tenant_id', tenant::text, true), set_config('app.workspace_id', workspace::text, true);
          insert into tenants (id, name) values (tenant, 'T');
          insert into workspaces (tenant_id, id, name) values (tenant, workspace, 'W');
          insert into workspace_members (tenant_id, workspace_id, user_id, role) values (tenant, workspace, '${userId}', 'owner');
          insert into workspace_subscriptions (tenant_id, workspace_id, plan_id) values (tenant, workspace, '${planId}');
        end loop;
      end $$`),
  );
  return places;
}

/** Makes one such workspace. */
export async function makePlace(db: Db, planId: PlanId = 'free'): Promise<TenantContext> {
  const [place] = await makePlaces(db, 1, planId);
  if (!place) throw new Error('no workspace was made');
  return place;
}

/** Makes another workspace of a place's company, of the same owner. */
export async function makeSibling(
  db: Db,
  { userId, tenantId }: TenantContext,
  planId: PlanId = 'free',
): Promise<TenantContext> {
  const place = { userId, tenantId, workspaceId: randomUUID() };
  const { workspaceId } = place;
  await inTenant(db, place, async (tx) => {
    await tx.insert(workspaces).values({ tenantId, id: workspaceId, name: 'S' });
    await tx.insert(workspaceMembers).values({ tenantId, workspaceId, userId, role: 'owner' });
    await tx.insert(workspaceSubscriptions).values({ tenantId, workspaceId, planId });
  });
  return place;
}
