import type { ExportAudit } from '@geko/contracts/audit';
import { NIL_ID } from '@geko/contracts/ids';
import { assertPermitted, inWorkspace } from '../access/in-workspace.ts';
import type { Deps } from '../deps.ts';
import type { Keyset } from '../keyset.ts';
import { findAuditLines, keyOfLine } from './audit-lines.ts';
import { nameObjects } from './name-objects.ts';
import { writeAudit } from './write-audit.ts';

/** One line as a sheet shows it: texts only, '' for what is not there. */
export type ExportedLine = Record<(typeof exportedFields)[number], string>;

export const exportedFields = [
  'time',
  'line',
  'actor_id',
  'actor_name',
  'actor_email',
  'action',
  'object_kind',
  'object_id',
  'object_name',
  'before',
  'after',
  'address',
  'user_agent',
  'request_id',
  'hash',
] as const;

export type AuditExport = {
  workspaceName: string;
  startedAt: Date;
  /** The lines up to the moment of the export, newest first; each page is asked for when the one before is through. */
  pages(): AsyncGenerator<ExportedLine[], void>;
};

type Reader = Pick<Deps, 'db' | 'now' | 'newId'>;
type Who = Parameters<typeof inWorkspace>[1];

const LINES_A_PAGE = 500;

/**
 * Begins an export of the workspace's audit lines. That somebody exported stands on the record, committed, before the
 * first line leaves: the place of that line in the chain is also where the export ends, since the chain is written one
 * transaction at a time. Each page asks anew whether they still may.
 * @throws AppError NOT_FOUND, FORBIDDEN
 */
export async function startAuditExport(
  deps: Reader,
  who: Who,
  input: ExportAudit,
): Promise<AuditExport> {
  return inWorkspace(deps, who, async (scope) => {
    assertPermitted(scope.caller, 'audit:export');
    const { actorId, action, from, to } = input;
    const fields = Object.entries({ actor: actorId, action, from, to });
    const belowSeq = await writeAudit(scope, {
      action: 'audit.export',
      objectId: scope.caller.workspaceId,
      after: fields.flatMap(([name, value]) => (value == null ? [] : [name])).join(','),
    });
    return {
      workspaceName: scope.caller.workspaceName,
      startedAt: scope.now,
      pages: () => readPages(deps, who, { input, belowSeq }),
    };
  });
}

async function* readPages(
  deps: Reader,
  who: Who,
  { input, belowSeq }: { input: ExportAudit; belowSeq: bigint },
): AsyncGenerator<ExportedLine[], void> {
  let after: Keyset | null = null;
  for (;;) {
    const page = await readPage(deps, who, { input, belowSeq, after });
    if (page.lines.length > 0) yield page.lines;
    if (page.last === null) return;
    after = page.last;
  }
}

function readPage(
  deps: Reader,
  who: Who,
  { input, belowSeq, after }: { input: ExportAudit; belowSeq: bigint; after: Keyset | null },
): Promise<{ lines: ExportedLine[]; last: Keyset | null }> {
  return inWorkspace(deps, who, async (scope) => {
    assertPermitted(scope.caller, 'audit:export');
    const rows = await findAuditLines(scope, input, { after, most: LINES_A_PAGE, belowSeq });
    const nameOf = await nameObjects(scope, rows);
    const lines = rows.map(({ line, actorName, actorEmail }) => ({
      time: line.createdAt.toISOString(),
      line: String(line.seq),
      actor_id: line.actorId === NIL_ID ? '' : line.actorId,
      actor_name: line.actorId === NIL_ID ? 'Geko' : (actorName ?? ''),
      actor_email: actorEmail ?? '',
      action: line.action,
      object_kind: line.objectKind,
      object_id: line.objectId,
      object_name: nameOf(line) ?? '',
      before: line.before ?? '',
      after: line.after ?? '',
      address: line.address ?? '',
      user_agent: line.userAgent ?? '',
      request_id: line.requestId,
      hash: line.hash,
    }));
    const end = rows.length < LINES_A_PAGE ? undefined : rows.at(-1);
    return { lines, last: end ? keyOfLine(end) : null };
  });
}
