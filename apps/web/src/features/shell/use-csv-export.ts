'use client';
import { useState } from 'react';
import { fill } from '../../lib/fill.ts';
import { useMessages } from '../../messages/use-messages.tsx';
import { notify } from '../toasts/notify.ts';

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
export function useCsvExport({ words, onDone, ...asked }: CsvExport): {
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
      // Nobody who only looks needs its code.
      const { runCsvExport } = await import('./run-csv-export.ts');
      const done = await runCsvExport(asked, setReceivedBytes);
      if ('problem' in done) return fail(done.problem ?? common.networkFailed);
      void notify({ tone: 'success', title: fill(words.exported, { file: done.file }) });
      await onDone?.();
    } catch {
      fail(common.networkFailed);
    } finally {
      setReceivedBytes(null);
    }
  };
  return { run, receivedBytes };
}
