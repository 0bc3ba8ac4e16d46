import { and, asc, eq, sql, type SQL } from 'drizzle-orm';
import { modelCatalog } from '@geko/db/schema/models';
import { users } from '@geko/db/schema/identity';
import { apiKeys, limits, tenantLimits } from '@geko/db/schema/limits';
import type { SetLimit } from '@geko/domain/limits';
import type { Scope } from '../deps.ts';

/** A limit as it is kept, of the workspace or of the whole company. */
export type StoredLimit = SetLimit & { createdAt: Date };

/** A limit and what its subject is called. */
export type LimitRow = { limit: StoredLimit; subjectName: string | null };

type Place = Pick<Scope, 'tx' | 'caller'>;
type Whose = Pick<Scope['caller'], 'tenantId' | 'workspaceId'>;

/** The limits of the workspace that meet a condition, in the order in which they were made. */
export async function findLimits({ tx, caller }: Place, condition?: SQL): Promise<LimitRow[]> {
  return tx
    .select({
      limit: limits,
      subjectName: sql<
        string | null
      >`coalesce(${users.name}, ${modelCatalog.name}, ${apiKeys.name})`,
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
    .leftJoin(
      apiKeys,
      and(
        eq(limits.subjectKind, 'key'),
        eq(apiKeys.tenantId, limits.tenantId),
        eq(apiKeys.workspaceId, limits.workspaceId),
        sql`${apiKeys.id}::text = ${limits.subjectId}`,
      ),
    )
    .where(isLimitHere(caller, condition))
    .orderBy(asc(limits.createdAt), asc(limits.id));
}

/** The company's limits that meet a condition, in the order in which they were made. */
export async function findCompanyLimits(
  { tx, caller }: Place,
  condition?: SQL,
): Promise<LimitRow[]> {
  const rows = await tx
    .select()
    .from(tenantLimits)
    .where(isCompanyLimit(caller, condition))
    .orderBy(asc(tenantLimits.createdAt), asc(tenantLimits.id));
  return rows.map((row) => ({ limit: ofCompany(row), subjectName: null }));
}

/** The limit of this id, the workspace's or the company's; no two have the same. */
export async function findLimit(scope: Place, id: string): Promise<LimitRow | null> {
  const [own] = await findLimits(scope, eq(limits.id, id));
  if (own) return own;
  const [shared] = await findCompanyLimits(scope, eq(tenantLimits.id, id));
  return shared ?? null;
}

/** A row of the company's limits as a limit. */
export function ofCompany(row: typeof tenantLimits.$inferSelect): StoredLimit {
  return { ...row, subjectKind: 'tenant', subjectId: '' };
}

/** Of this workspace, and what else is asked of it. */
export function isLimitHere({ tenantId, workspaceId }: Whose, condition?: SQL): SQL | undefined {
  return and(eq(limits.tenantId, tenantId), eq(limits.workspaceId, workspaceId), condition);
}

/** Of this workspace's company, and what else is asked of it. */
export function isCompanyLimit(
  { tenantId }: Pick<Whose, 'tenantId'>,
  condition?: SQL,
): SQL | undefined {
  return and(eq(tenantLimits.tenantId, tenantId), condition);
}
