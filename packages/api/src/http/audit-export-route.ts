import { stringify } from 'csv-stringify/sync';
import { ExportAudit } from '@geko/contracts/audit';
import {
  exportedFields,
  startAuditExport,
  type AuditExport,
  type ExportedLine,
} from '@geko/services/audit/export-audit';
import type { Deps, Log } from '@geko/services/deps';
import { requirePrincipal } from '../context.ts';
import { defuseCell } from './defuse-cell.ts';
import { readJson } from './read-json.ts';
import { respond } from './respond.ts';

/** Spreadsheets take a file for UTF-8 by this. */
const BYTE_ORDER_MARK = '\uFEFF';

/** POST /api/audit/export: the audit lines of a filter as CSV, newest first, page by page as they are taken. */
export function handleAuditExport(deps: Deps, request: Request): Promise<Response> {
  return respond(deps, request, async (context) => {
    const input = await readJson(request, ExportAudit);
    const { userId, onlyWorkspaceId } = await requirePrincipal(context);
    await context.countOperations(userId);
    const { workspaceId } = input;
    const who = { userId, onlyWorkspaceId, workspaceId, request: context.request };
    const started = await startAuditExport(deps, who, input);
    return new Response(toCsv(started, deps.log), {
      headers: {
        'content-type': 'text/csv; charset=utf-8; header=present',
        'content-disposition': `attachment; filename="${fileName(started, input)}"`,
        'cache-control': 'no-store',
        'x-content-type-options': 'nosniff',
        'x-request-id': context.request.requestId,
      },
    });
  });
}

/** "geko-audit-<workspace>-<from>-to-<day>.csv", in letters that every system takes. */
function fileName({ workspaceName, startedAt }: AuditExport, { from, to }: ExportAudit): string {
  const name = workspaceName
    .normalize('NFKD')
    .toLowerCase()
    .replaceAll(/\p{M}/gu, '')
    .replaceAll(/[^a-z0-9]+/gu, '-')
    .replaceAll(/^-|-$/gu, '')
    .slice(0, 40);
  const day = (time: string) => time.slice(0, 10);
  const days = [...(from == null ? [] : [day(from), 'to']), day(to ?? startedAt.toISOString())];
  return `${['geko-audit', ...(name === '' ? [] : [name]), ...days].join('-')}.csv`;
}

function toCsv(started: AuditExport, log: Log): ReadableStream<Uint8Array> {
  const encoder = new TextEncoder();
  const pages = started.pages();
  return new ReadableStream<Uint8Array>(
    {
      start(controller) {
        controller.enqueue(encoder.encode(BYTE_ORDER_MARK + rowsOf([[...exportedFields]])));
      },
      async pull(controller) {
        try {
          const page = await pages.next();
          if (page.done === true) controller.close();
          else controller.enqueue(encoder.encode(rowsOf(page.value.map(cellsOf))));
        } catch (error) {
          // The answer has begun: all that can be said is that it broke off.
          log.warn({ error }, 'an export of the audit log broke off');
          controller.error(error);
        }
      },
      async cancel() {
        await pages.return(undefined);
      },
    },
    { highWaterMark: 1 },
  );
}

const cellsOf = (line: ExportedLine): string[] =>
  exportedFields.map((field) => defuseCell(line[field]));

const rowsOf = (rows: string[][]): string =>
  stringify(rows, { quoted: true, quoted_empty: true, record_delimiter: 'windows' });
