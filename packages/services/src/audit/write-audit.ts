import { asc, eq } from 'drizzle-orm';
import { AuditFact, auditActions, type AuditAction } from '@geko/contracts/audit';
import { NIL_ID } from '@geko/contracts/ids';
import { enterTenant, enterUser, type Tx } from '@geko/db/client';
import { auditLogs } from '@geko/db/schema/operations';
import { workspaceMembers } from '@geko/db/schema/tenancy';
import type { RequestFacts, Scope } from '../deps.ts';

/**
 * What was done. before and after are ids, names of built-in roles or plans, flags, names of fields; never what somebody
 * wrote: AuditFact, and a check of the table, refuse it.
 */
export type AuditEntry = { action: AuditAction; objectId: string; before?: string; after?: string };

/** Where, when and by whom. actorId null = Geko itself. The transaction must be in that workspace. */
export type AuditPlace = {
  tx: Tx;
  tenantId: string;
  workspaceId: string;
  actorId: string | null;
  now: Date;
  newId: () => string;
  request: RequestFacts;
};

/**
 * Writes who did what, in the verb's own transaction, and returns the line's place in the tenant's chain. The chain
 * serves one transaction at a time: write it last.
 */
export async function writeAuditLine(place: AuditPlace, entry: AuditEntry): Promise<bigint> {
  const { tx, tenantId, workspaceId, actorId, request } = place;
  const { action, objectId, before = null, after = null } = entry;
  for (const fact of [objectId, before ?? '', after ?? '']) AuditFact.parse(fact);
  const [line] = await tx
    .insert(auditLogs)
    .values({
      tenantId,
      workspaceId,
      id: place.newId(),
      actorId: actorId ?? NIL_ID,
      action,
      objectKind: auditActions[action],
      objectId,
      before,
      after,
      address: request.address,
      userAgent: request.userAgent,
      requestId: request.requestId,
      createdAt: place.now,
    })
    .returning({ seq: auditLogs.seq });
  if (!line) throw new Error('the audit line was not written');
  return line.seq;
}

/** The line of a verb inside a workspace, done by its caller. */
export async function writeAudit(scope: Scope, entry: AuditEntry): Promise<bigint> {
  const { tx, caller, now, newId, request } = scope;
  const { tenantId, workspaceId, userId } = caller;
  return writeAuditLine({ tx, tenantId, workspaceId, actorId: userId, now, newId, request }, entry);
}

/**
 * What happens to a person's account is on the record of every workspace they belong to, in one fixed order. The object
 * is the person, unless the entry names another. Leaves the transaction in no workspace.
 */
export async function writeAccountAudit(
  about: Omit<AuditPlace, 'tenantId' | 'workspaceId'> & { userId: string },
  entry: Omit<AuditEntry, 'objectId'> & { objectId?: string },
): Promise<void> {
  const { tx, userId } = about;
  await enterUser(tx, userId);
  const places = await tx
    .select({ tenantId: workspaceMembers.tenantId, workspaceId: workspaceMembers.workspaceId })
    .from(workspaceMembers)
    .where(eq(workspaceMembers.userId, userId))
    .orderBy(asc(workspaceMembers.tenantId), asc(workspaceMembers.workspaceId));
  for (const place of places) {
    await enterTenant(tx, { ...place, userId });
    await writeAuditLine({ ...about, ...place }, { objectId: userId, ...entry });
  }
  await enterUser(tx, userId);
}
