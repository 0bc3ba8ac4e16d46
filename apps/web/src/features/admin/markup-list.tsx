'use client';
import { IconButton } from '@geko/ui/icon-button';
import { Trash2 } from 'lucide-react';
import { fill } from '../../lib/fill.ts';
import { useFormat } from '../../lib/use-format.tsx';
import { useMessages } from '../../messages/use-messages.tsx';

export type MarkupRow = { id: string; what: string; more?: string; bps: number };

/** Markups, each with a way to take it away. */
export function MarkupList({
  label,
  rows,
  isBusy,
  onRemove,
}: {
  label: string;
  rows: readonly MarkupRow[];
  isBusy: boolean;
  onRemove: (row: MarkupRow) => void;
}) {
  const { markups: words } = useMessages('admin');
  const format = useFormat();
  return (
    <ul aria-label={label} className="divide-y divide-line border-t border-line">
      {rows.map((row) => (
        <li key={row.id} className="flex items-center gap-3 px-4 py-2 text-sm sm:px-5">
          <span className="min-w-0 flex-1">
            <span className="block font-medium break-words">{row.what}</span>
            {row.more === undefined ? null : (
              <span className="block text-xs break-words text-subtle">{row.more}</span>
            )}
          </span>
          <span className="tabular-nums">{format.bps(row.bps)}</span>
          <IconButton
            label={fill(words.remove, { what: `${row.what} ${row.more ?? ''}`.trim() })}
            size="sm"
            disabled={isBusy}
            onClick={() => onRemove(row)}
          >
            <Trash2 aria-hidden />
          </IconButton>
        </li>
      ))}
    </ul>
  );
}
