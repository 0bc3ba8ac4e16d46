'use client';
import { IconButton } from '@geko/ui/icon-button';
import { ChevronLeft, ChevronRight } from 'lucide-react';
import { useFormat } from '../../lib/use-format.tsx';
import { useMessages } from '../../messages/use-messages.tsx';
import { addMonths, currentMonth } from './month.ts';

/** One month back, one forward, never past the current one. */
export function MonthStepper({
  month,
  onChange,
}: {
  month: string;
  onChange: (month: string) => void;
}) {
  const { whatIf: words } = useMessages('admin');
  const format = useFormat();
  return (
    <div role="group" aria-label={words.month} className="flex items-center gap-1">
      <IconButton
        variant="secondary"
        label={words.previousMonth}
        onClick={() => onChange(addMonths(month, -1))}
      >
        <ChevronLeft aria-hidden className="rtl:-scale-x-100" />
      </IconButton>
      <p aria-live="polite" className="min-w-36 text-center text-sm font-medium">
        {format.month(month)}
      </p>
      <IconButton
        variant="secondary"
        label={words.nextMonth}
        disabled={month >= currentMonth()}
        onClick={() => onChange(addMonths(month, 1))}
      >
        <ChevronRight aria-hidden className="rtl:-scale-x-100" />
      </IconButton>
    </div>
  );
}
