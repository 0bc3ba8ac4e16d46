import { AuditLine, type AuditPage, type ListAudit } from '@geko/contracts/audit';
import { NIL_ID } from '@geko/contracts/ids';
import type { Scope } from '../deps.ts';
import { fromCursor, toPage } from '../keyset.ts';
import { findAuditLines, keyOfLine, type AuditRow } from './audit-lines.ts';
import { nameObjects, type NameOf } from './name-objects.ts';

/** What was done in the workspace, newest first. An actor of elsewhere did nothing here: the list is empty. */
export async function listAudit(scope: Scope, input: ListAudit): Promise<AuditPage> {
  const found = await findAuditLines(scope, input, {
    after: fromCursor(input.cursor),
    most: input.limit + 1,
  });
  const { rows, nextCursor } = toPage(found, input.limit, keyOfLine);
  const nameOf = await nameObjects(scope, rows);
  return { items: rows.flatMap((row) => viewOf(row, nameOf)), nextCursor };
}

function viewOf({ line, actorName, actorEmail }: AuditRow, nameOf: NameOf): AuditLine[] {
  const view = AuditLine.safeParse({
    id: line.id,
    at: line.createdAt.toISOString(),
    seq: Number(line.seq),
    actorId: line.actorId === NIL_ID ? null : line.actorId,
    actorName,
    actorEmail,
    action: line.action,
    objectKind: line.objectKind,
    objectId: line.objectId,
    objectName: nameOf(line),
    before: line.before,
    after: line.after,
    address: line.address,
    userAgent: line.userAgent,
    requestId: line.requestId,
    hash: line.hash,
  });
  // While a newer Geko takes over, it writes actions that this process has no word for: it will show them itself.
  return view.success ? [view.data] : [];
}
