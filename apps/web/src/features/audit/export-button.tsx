'use client';
import { Button } from '@geko/ui/button';
import { Spinner } from '@geko/ui/spinner';
import { Download } from 'lucide-react';
import { fill } from '../../lib/fill.ts';
import { useFormat } from '../../lib/use-format.tsx';
import { useMessages } from '../../messages/use-messages.tsx';
import { useAuditExport } from './use-audit-export.ts';
import type { useAuditQuery } from './use-audit-lines.ts';

/** Saves what the filters let through as CSV, and tells how much has come. */
export function ExportButton({ query }: { query: ReturnType<typeof useAuditQuery> }) {
  const audit = useMessages('audit');
  const format = useFormat();
  const { run, receivedBytes } = useAuditExport(query);
  const isBusy = receivedBytes !== null;
  return (
    <Button
      variant="secondary"
      aria-busy={isBusy}
      aria-disabled={isBusy}
      onClick={() => void run()}
    >
      {isBusy ? <Spinner aria-hidden /> : <Download aria-hidden />}
      {isBusy
        ? fill(audit.exporting, { size: format.count(Math.ceil(receivedBytes / 1000)) })
        : audit.export}
    </Button>
  );
}
