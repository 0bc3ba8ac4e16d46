import { auditLogs } from '@geko/db/schema/operations';
import type { Scope } from '../deps.ts';

/** Every action that leaves an audit line, and the kind of thing it is done to. */
export const auditActions = {
  'workspace.create': 'workspace',
  'workspace.rename': 'workspace',
  'model.set_enabled': 'model',
  'plan.set': 'workspace',
  'conversation.rename': 'conversation',
  'conversation.remove': 'conversation',
  'conversation.restore': 'conversation',
} as const;
export type AuditAction = keyof typeof auditActions;

/**
 * Writes who did what in the verb's own transaction. before and after are ids, names of roles or
 * plans, or flags; never content.
 */
export async function writeAudit(
  scope: Scope,
  line: { action: AuditAction; objectId: string; before?: string; after?: string },
): Promise<void> {
  const { tx, caller, request } = scope;
  await tx.insert(auditLogs).values({
    tenantId: caller.tenantId,
    workspaceId: caller.workspaceId,
    id: scope.newId(),
    actorId: caller.userId,
    action: line.action,
    objectKind: auditActions[line.action],
    objectId: line.objectId,
    before: line.before ?? null,
    after: line.after ?? null,
    address: request.address,
    userAgent: request.userAgent,
    requestId: request.requestId,
    createdAt: scope.now,
  });
}
