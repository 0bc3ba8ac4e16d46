'use client';
import { IconButton } from '@geko/ui/icon-button';
import { ChevronLeft, ChevronRight } from 'lucide-react';
import { useFormat } from '../../lib/use-format.tsx';
import { useMessages } from '../../messages/use-messages.tsx';
import { addMonths } from './month.ts';

/** One month back, one forward, never past the current one. */
export function MonthPicker({
  month,
  currentMonth,
  onChange,
}: {
  month: string;
  currentMonth: string;
  onChange: (month: string) => void;
}) {
  const usage = useMessages('usage');
  const format = useFormat();
  return (
    <div role="group" aria-label={usage.month} className="flex items-center gap-1">
      <IconButton
        variant="secondary"
        label={usage.previousMonth}
        onClick={() => onChange(addMonths(month, -1))}
      >
        <ChevronLeft aria-hidden className="rtl:-scale-x-100" />
      </IconButton>
      <p aria-live="polite" className="min-w-36 text-center text-sm font-medium">
        {format.month(month)}
      </p>
      <IconButton
        variant="secondary"
        label={usage.nextMonth}
        disabled={month >= currentMonth}
        onClick={() => onChange(addMonths(month, 1))}
      >
        <ChevronRight aria-hidden className="rtl:-scale-x-100" />
      </IconButton>
    </div>
  );
}
