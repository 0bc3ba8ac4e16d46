import type postgres from 'postgres';
import { walkChain, type Link } from './walk-chain.ts';

/** A link of a tenant's chain that somebody wrote down. */
export type Anchor = Link & { tenantId: string };

export type AuditCheck = {
  lines: number;
  /** Where each chain ends now: an anchor of a later check. */
  heads: Anchor[];
  /** One sentence for each break; empty = every chain is whole. */
  problems: string[];
  /** What could not be checked, and is no break. */
  notes: string[];
};

type Head = {
  tenant_id: string;
  last_seq: string | null;
  last_hash: string | null;
  expired_seq: string | null;
  expired_hash: string | null;
};

type Row = {
  workspace_id: string;
  seq: string;
  hash: string;
  id: string;
  actor_id: string;
  action: string;
  object_kind: string;
  object_id: string;
  before: string | null;
  after: string | null;
  address: string | null;
  user_agent: string | null;
  request_id: string;
  at_ms: string;
};

const LINES_AT_ONCE = 1_000;

/**
 * Recomputes the audit chain of every tenant, or of one, and tells each break. Reads only, in one snapshot, also while
 * Geko runs; holds a thousand lines at a time. Whoever owns the database could write a whole chain anew: only an anchor
 * that was kept elsewhere tells that. sql: a postgres-js connection that acts as geko_system.
 */
export async function verifyAudit({
  sql,
  tenantId,
  anchors = [],
}: {
  sql: postgres.Sql;
  tenantId: string | null;
  anchors?: readonly Anchor[];
}): Promise<AuditCheck> {
  const check: AuditCheck = { lines: 0, heads: [], problems: [], notes: [] };
  await sql.begin('isolation level repeatable read read only', async (tx) => {
    const heads = await tx<Head[]>`
      select t.id as tenant_id, h.last_seq, h.last_hash, h.expired_seq, h.expired_hash
      from tenants t left join audit_heads h on h.tenant_id = t.id
      where ${tenantId}::uuid is null or t.id = ${tenantId}::uuid order by t.id`;
    for (const head of heads) await verifyTenant(tx, head, { anchors, check });
    const known = new Set(heads.map((head) => head.tenant_id));
    const unknown = anchors.filter((anchor) => !known.has(anchor.tenantId));
    for (const id of new Set(unknown.map((anchor) => anchor.tenantId))) {
      check.problems.push(`tenant ${id}: there is no such tenant, and an anchor of it`);
    }
  });
  return check;
}

async function verifyTenant(
  tx: postgres.TransactionSql,
  head: Head,
  { anchors, check }: { anchors: readonly Anchor[]; check: AuditCheck },
): Promise<void> {
  const { tenant_id: tenantId } = head;
  const ends =
    head.last_seq === null
      ? null
      : {
          last: { seq: BigInt(head.last_seq), hash: head.last_hash ?? '' },
          expired: { seq: BigInt(head.expired_seq ?? 0), hash: head.expired_hash ?? '' },
        };
  const walk = walkChain(
    ends,
    anchors.filter((anchor) => anchor.tenantId === tenantId),
  );
  const rows = tx<Row[]>`
    select workspace_id, seq, hash, id, actor_id, action, object_kind, object_id, before, after, address, user_agent,
      request_id, extract(epoch from created_at) * 1000 as at_ms
    from audit_logs where tenant_id = ${tenantId} order by seq`;
  for await (const batch of rows.cursor(LINES_AT_ONCE)) {
    for (const row of batch) walk.take(lineOf(tenantId, row));
  }
  const { lines, head: end, breaks, more, notes } = walk.finish();
  check.lines += lines;
  if (end.seq > 0n) check.heads.push({ tenantId, ...end });
  check.problems.push(...breaks.map(({ what }) => `tenant ${tenantId}: ${what}`));
  if (more > 0) check.problems.push(`tenant ${tenantId}: ${more} breaks more`);
  check.notes.push(...notes.map((note) => `tenant ${tenantId}: ${note}`));
}

function lineOf(tenantId: string, row: Row) {
  return {
    tenantId,
    workspaceId: row.workspace_id,
    seq: BigInt(row.seq),
    hash: row.hash,
    id: row.id,
    actorId: row.actor_id,
    action: row.action,
    objectKind: row.object_kind,
    objectId: row.object_id,
    before: row.before,
    after: row.after,
    address: row.address,
    userAgent: row.user_agent,
    requestId: row.request_id,
    atMs: Number(row.at_ms),
  };
}
