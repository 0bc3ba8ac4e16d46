import { and, desc, eq, gte, lt, lte, sql, type SQL } from 'drizzle-orm';
import type { AuditAction } from '@geko/contracts/audit';
import { NIL_ID } from '@geko/contracts/ids';
import { users } from '@geko/db/schema/identity';
import { auditLogs } from '@geko/db/schema/operations';
import type { Scope } from '../deps.ts';
import type { Keyset } from '../keyset.ts';

/** What lines are looked for; null and absent = any. from and to are ISO times, both inclusive. */
export type AuditFilter = {
  actorId?: string | null | undefined;
  action?: AuditAction | null | undefined;
  from?: string | null | undefined;
  to?: string | null | undefined;
};

/** A line and who did it; both names are null for Geko itself and for somebody who is gone. */
export type AuditRow = {
  line: typeof auditLogs.$inferSelect;
  actorName: string | null;
  actorEmail: string | null;
};

/** Postgres knows no year 0. */
const EARLIEST = new Date('0001-01-01T00:00:00Z');

function dateOf(text: string): Date {
  const at = new Date(text);
  return at < EARLIEST ? EARLIEST : at;
}

/**
 * after: where the page before ended. most: the longest page. belowSeq: only lines before this place in the chain, so
 * that what is written meanwhile stays out.
 */
type AskedPage = { after: Keyset | null; most: number; belowSeq?: bigint };

/** Lines of the workspace, newest first. */
export async function findAuditLines(
  scope: Scope,
  filter: AuditFilter,
  page: AskedPage,
): Promise<AuditRow[]> {
  // A malformed id is read as the nil id, which would find what Geko itself did.
  return filter.actorId === NIL_ID ? [] : auditLinesQuery(scope, filter, page);
}

/** The query behind a page; an index gives its order, at any depth. */
export function auditLinesQuery(
  { tx, caller }: Pick<Scope, 'tx' | 'caller'>,
  filter: AuditFilter,
  page: AskedPage,
) {
  return tx
    .select({ line: auditLogs, actorName: users.name, actorEmail: users.email })
    .from(auditLogs)
    .leftJoin(users, eq(users.id, auditLogs.actorId))
    .where(
      and(
        eq(auditLogs.tenantId, caller.tenantId),
        eq(auditLogs.workspaceId, caller.workspaceId),
        filter.actorId == null ? undefined : eq(auditLogs.actorId, filter.actorId),
        filter.action == null ? undefined : eq(auditLogs.action, filter.action),
        filter.from == null ? undefined : gte(auditLogs.createdAt, dateOf(filter.from)),
        page.belowSeq === undefined ? undefined : lt(auditLogs.seq, page.belowSeq),
        upTo(filter.to == null ? null : dateOf(filter.to), page.after),
      ),
    )
    .orderBy(desc(auditLogs.createdAt), desc(auditLogs.id))
    .limit(page.most);
}

/**
 * Up to a moment, and only what comes after a cursor. Of the two only the one that binds: given both, Postgres begins at
 * the looser one and walks.
 */
function upTo(to: Date | null, after: Keyset | null): SQL | undefined {
  if (after !== null && (to === null || after.at <= to)) {
    return sql`(${auditLogs.createdAt}, ${auditLogs.id}) < (${after.at.toISOString()}::timestamptz, ${after.id}::uuid)`;
  }
  return to === null ? undefined : lte(auditLogs.createdAt, to);
}

/** Where a line stands in the list. */
export function keyOfLine({ line }: AuditRow): Keyset {
  return { at: line.createdAt, id: line.id };
}
