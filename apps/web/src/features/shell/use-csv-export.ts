'use client';
import { useState } from 'react';
import { readError } from '../../lib/errors.ts';
import { fill } from '../../lib/fill.ts';
import { useMessages } from '../../messages/use-messages.tsx';
import { notify } from '../toasts/notify.ts';
import { noteRefusal } from './workspace-access.ts';

/** Hands a file to the browser's downloads. */
function saveFile(blob: Blob, name: string): void {
  const link = document.createElement('a');
  link.href = URL.createObjectURL(blob);
  link.download = name;
  link.click();
  // The download has its own hold on the blob once it has begun.
  setTimeout(() => URL.revokeObjectURL(link.href), 60_000);
}

/** What is exported, and how it is spoken of. */
export type CsvExport = {
  /** The route: '/api/audit/export'. */
  path: string;
  body: object;
  /** What the file is called where the route names none. */
  fallbackName: string;
  words: { exported: string; exportFailed: string };
  onDone?: () => Promise<unknown>;
};

/** Fetches an export as a CSV file. `receivedBytes`: how far it is; null = nothing is being exported. */
export function useCsvExport({ path, body, fallbackName, words, onDone }: CsvExport): {
  run: () => Promise<void>;
  receivedBytes: number | null;
} {
  const common = useMessages('common');
  const [receivedBytes, setReceivedBytes] = useState<number | null>(null);
  const fail = (description: string): void =>
    void notify({ tone: 'danger', title: words.exportFailed, description });

  const run = async (): Promise<void> => {
    if (receivedBytes !== null) return;
    setReceivedBytes(0);
    try {
      const response = await fetch(path, {
        method: 'POST',
        headers: { 'content-type': 'application/json' },
        body: JSON.stringify(body),
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
        fallbackName;
      saveFile(new Blob(chunks, { type: 'text/csv' }), name);
      void notify({ tone: 'success', title: fill(words.exported, { file: name }) });
      await onDone?.();
    } catch {
      fail(common.networkFailed);
    } finally {
      setReceivedBytes(null);
    }
  };
  return { run, receivedBytes };
}
