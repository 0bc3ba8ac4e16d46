'use client';
import { IconButton } from '@geko/ui/icon-button';
import { ChevronLeft, ChevronRight } from 'lucide-react';
import { lazy, Suspense } from 'react';
import { useFormat } from '../../lib/use-format.tsx';
import { useMessages } from '../../messages/use-messages.tsx';
import { ChoiceGroup } from '../shell/choice-group.tsx';
import type { CustomDaysProps } from './custom-days.tsx';
import { spanText } from './span-text.ts';
import { rangeKinds, spanOf, stepView, withKind } from './usage-view.ts';

const CustomDays = lazy(async () => ({
  default: (await import('./custom-days.tsx')).CustomDays,
}));

/** A day, week, month, year or any days; one span back, one on, never past today's. */
export function RangePicker({ view, today, onChange }: CustomDaysProps) {
  const usage = useMessages('usage');
  const format = useFormat();
  const span = spanOf(view, today);
  return (
    <div
      role="group"
      aria-label={usage.range}
      className="flex w-full flex-wrap items-center gap-x-3 gap-y-2"
    >
      <ChoiceGroup
        label={usage.range}
        value={view.kind}
        options={rangeKinds.map((value) => ({ value, label: usage.ranges[value] }))}
        onChange={(kind) => onChange(withKind(view, kind, today))}
      />
      <div className="flex items-center gap-1">
        <IconButton
          variant="secondary"
          label={usage.previous}
          onClick={() => onChange(stepView(view, today, -1))}
        >
          <ChevronLeft aria-hidden className="rtl:-scale-x-100" />
        </IconButton>
        <p aria-live="polite" className="min-w-32 px-1 text-center text-sm font-medium">
          {spanText(span, view.kind, usage.span, format)}
        </p>
        <IconButton
          variant="secondary"
          label={usage.next}
          disabled={span.to >= today}
          onClick={() => onChange(stepView(view, today, 1))}
        >
          <ChevronRight aria-hidden className="rtl:-scale-x-100" />
        </IconButton>
      </div>
      <Suspense fallback={<div className="h-9 w-full pointer-coarse:h-22" />}>
        {view.kind === 'custom' ? (
          <CustomDays view={view} today={today} onChange={onChange} />
        ) : null}
      </Suspense>
    </div>
  );
}
