import { ExportUsage } from '@geko/contracts/usage';
import type { Deps } from '@geko/services/deps';
import { startUsageExport } from '@geko/services/usage/export-usage';
import { requirePrincipal } from '../context.ts';
import { csvFileName, csvResponse } from './csv-response.ts';
import { readJson } from './read-json.ts';
import { respond } from './respond.ts';

/** POST /api/usage/export: receipts, or their sums by day, as CSV, newest first, page by page as they are taken. */
export function handleUsageExport(deps: Deps, request: Request): Promise<Response> {
  return respond(deps, request, async (context) => {
    const input = await readJson(request, ExportUsage);
    const me = await requirePrincipal(context);
    await context.countOperations(me);
    const { userId, onlyWorkspaceId } = me;
    const { workspaceId, rows } = input;
    const who = { userId, onlyWorkspaceId, workspaceId, request: context.request };
    const { workspaceName, from, to, fields, pages } = await startUsageExport(deps, who, input);
    return csvResponse({
      fileName: csvFileName(`usage-${rows}`, workspaceName, [from, 'to', to]),
      fields,
      pages: pages(),
      requestId: context.request.requestId,
      log: deps.log,
    });
  });
}
