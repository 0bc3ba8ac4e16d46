import { ExportAudit } from '@geko/contracts/audit';
import { exportedFields, startAuditExport } from '@geko/services/audit/export-audit';
import type { Deps } from '@geko/services/deps';
import { requirePrincipal } from '../context.ts';
import { csvFileName, csvResponse } from './csv-response.ts';
import { readJson } from './read-json.ts';
import { respond } from './respond.ts';

/** POST /api/audit/export: the audit lines of a filter as CSV, newest first, page by page as they are taken. */
export function handleAuditExport(deps: Deps, request: Request): Promise<Response> {
  return respond(deps, request, async (context) => {
    const input = await readJson(request, ExportAudit);
    const me = await requirePrincipal(context);
    await context.countOperations(me);
    const { userId, onlyWorkspaceId } = me;
    const { workspaceId, from, to } = input;
    const who = { userId, onlyWorkspaceId, workspaceId, request: context.request };
    const started = await startAuditExport(deps, who, input);
    const day = (time: string) => time.slice(0, 10);
    const fileName = csvFileName('audit', started.workspaceName, [
      ...(from == null ? [] : [day(from), 'to']),
      day(to ?? started.startedAt.toISOString()),
    ]);
    const { requestId } = context.request;
    return csvResponse({
      fileName,
      fields: exportedFields,
      pages: started.pages(),
      requestId,
      log: deps.log,
    });
  });
}
