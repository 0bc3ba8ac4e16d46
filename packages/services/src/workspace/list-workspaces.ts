import { and, asc, eq, isNull } from 'drizzle-orm';
import type { MyWorkspace } from '@geko/contracts/auth';
import { asUser, type Db } from '@geko/db/client';
import {
  tenants,
  workspaceMembers,
  workspaces,
  workspaceSubscriptions,
} from '@geko/db/schema/tenancy';

/** The workspaces a person belongs to, by name. */
export function listWorkspaces(db: Db, { userId }: { userId: string }): Promise<MyWorkspace[]> {
  return asUser(db, userId, (tx) =>
    tx
      .select({
        id: workspaces.id,
        name: workspaces.name,
        tenantName: tenants.name,
        role: workspaceMembers.role,
        planId: workspaceSubscriptions.planId,
      })
      .from(workspaceMembers)
      .innerJoin(
        workspaces,
        and(
          eq(workspaces.tenantId, workspaceMembers.tenantId),
          eq(workspaces.id, workspaceMembers.workspaceId),
        ),
      )
      .innerJoin(tenants, eq(tenants.id, workspaces.tenantId))
      .innerJoin(
        workspaceSubscriptions,
        and(
          eq(workspaceSubscriptions.tenantId, workspaces.tenantId),
          eq(workspaceSubscriptions.workspaceId, workspaces.id),
        ),
      )
      .where(and(eq(workspaceMembers.userId, userId), isNull(workspaces.deletedAt)))
      .orderBy(asc(workspaces.name), asc(workspaces.id)),
  );
}
