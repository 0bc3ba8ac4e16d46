'use client';
import { useState } from 'react';
import { readError } from '../../lib/errors.ts';
import { fill } from '../../lib/fill.ts';
import { useMessages } from '../../messages/use-messages.tsx';
import { trpc } from '../../trpc/client.tsx';
import { noteRefusal } from '../shell/workspace-access.ts';
import { notify } from '../toasts/notify.ts';
import type { useAuditQuery } from './use-audit-lines.ts';

/** Hands a file to the browser's downloads. */
function saveFile(blob: Blob, name: string): void {
  const link = document.createElement('a');
  link.href = URL.createObjectURL(blob);
  link.download = name;
  link.click();
  // The download has its own hold on the blob once it has begun.
  setTimeout(() => URL.revokeObjectURL(link.href), 60_000);
}

/** Fetches all lines of a filter as CSV. `receivedBytes`: how far it is; null = nothing is being exported. */
export function useAuditExport(query: ReturnType<typeof useAuditQuery>): {
  run: () => Promise<void>;
  receivedBytes: number | null;
} {
  const { audit, common } = { audit: useMessages('audit'), common: useMessages('common') };
  const utils = trpc.useUtils();
  const [receivedBytes, setReceivedBytes] = useState<number | null>(null);
  const fail = (description: string): void =>
    void notify({ tone: 'danger', title: audit.exportFailed, description });

  const run = async (): Promise<void> => {
    if (receivedBytes !== null) return;
    setReceivedBytes(0);
    try {
      const response = await fetch('/api/audit/export', {
        method: 'POST',
        headers: { 'content-type': 'application/json' },
        body: JSON.stringify(query),
      });
      if (!response.ok || response.body === null) {
        const known = readError(await response.text());
        noteRefusal(known?.code);
        return fail(known?.message ?? common.networkFailed);
      }
      const chunks: Uint8Array<ArrayBuffer>[] = [];
      let received = 0;
      const reader = response.body.getReader();
      for (let part = await reader.read(); !part.done; part = await reader.read()) {
        chunks.push(part.value);
        received += part.value.length;
        setReceivedBytes(received);
      }
      const name =
        /filename="([\w.-]+)"/u.exec(response.headers.get('content-disposition') ?? '')?.[1] ??
        'audit-log.csv';
      saveFile(new Blob(chunks, { type: 'text/csv' }), name);
      void notify({ tone: 'success', title: fill(audit.exported, { file: name }) });
      // The export is on the record itself.
      await utils.audit.list.invalidate({ workspaceId: query.workspaceId });
    } catch {
      fail(common.networkFailed);
    } finally {
      setReceivedBytes(null);
    }
  };
  return { run, receivedBytes };
}
