'use client';
import { useMessages } from '../../messages/use-messages.tsx';
import { trpc } from '../../trpc/client.tsx';
import { useCsvExport } from '../shell/use-csv-export.ts';
import type { useAuditQuery } from './use-audit-lines.ts';

/** Fetches all lines of a filter as CSV. `receivedBytes`: how far it is; null = nothing is being exported. */
export function useAuditExport(
  query: ReturnType<typeof useAuditQuery>,
): ReturnType<typeof useCsvExport> {
  const utils = trpc.useUtils();
  return useCsvExport({
    path: '/api/audit/export',
    body: query,
    fallbackName: 'audit-log.csv',
    words: useMessages('audit'),
    // The export is on the record itself.
    onDone: () => utils.audit.list.invalidate({ workspaceId: query.workspaceId }),
  });
}
