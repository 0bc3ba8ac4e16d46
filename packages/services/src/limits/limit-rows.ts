import { and, asc, eq, sql, type SQL } from 'drizzle-orm';
import { modelCatalog } from '@geko/db/schema/models';
import { users } from '@geko/db/schema/identity';
import { limits } from '@geko/db/schema/money';
import type { Scope } from '../deps.ts';

/** A limit and what its subject is called. */
export type LimitRow = { limit: typeof limits.$inferSelect; subjectName: string | null };

/** The limits of the workspace that meet a condition, in the order in which they were made. */
export async function findLimits(
  { tx, caller }: Pick<Scope, 'tx' | 'caller'>,
  condition?: SQL,
): Promise<LimitRow[]> {
  return tx
    .select({
      limit: limits,
      subjectName: sql<string | null>`coalesce(${users.name}, ${modelCatalog.name})`,
    })
    .from(limits)
    .leftJoin(
      users,
      and(eq(limits.subjectKind, 'member'), sql`${users.id}::text = ${limits.subjectId}`),
    )
    .leftJoin(
      modelCatalog,
      and(eq(limits.subjectKind, 'model'), eq(modelCatalog.id, limits.subjectId)),
    )
    .where(isLimitHere(caller, condition))
    .orderBy(asc(limits.createdAt), asc(limits.id));
}

/** Of this workspace, and what else is asked of it. */
export function isLimitHere(
  { tenantId, workspaceId }: Pick<Scope['caller'], 'tenantId' | 'workspaceId'>,
  condition?: SQL,
): SQL | undefined {
  return and(eq(limits.tenantId, tenantId), eq(limits.workspaceId, workspaceId), condition);
}
