'use client';
import { IconButton } from '@geko/ui/icon-button';
import { Input } from '@geko/ui/input';
import { ChevronLeft, ChevronRight } from 'lucide-react';
import { useState } from 'react';
import { useFormat } from '../../lib/use-format.tsx';
import { useMessages } from '../../messages/use-messages.tsx';
import { isDay } from '../audit/zone-day.ts';
import { ChoiceGroup } from '../shell/choice-group.tsx';
import { spanText } from './span-text.ts';
import { rangeKinds, spanOf, stepView, withKind, type UsageView } from './usage-view.ts';

type Props = {
  view: UsageView;
  /** The day that it is in the workspace's zone. */
  today: string;
  onChange: (view: UsageView) => void;
};

/** A day, week, month, year or any days; one span back, one on, never past today's. */
export function RangePicker({ view, today, onChange }: Props) {
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
      {view.kind === 'custom' ? <CustomDays view={view} today={today} onChange={onChange} /> : null}
    </div>
  );
}

/** The two ends of the span. A day that lies beyond the other one moves it along. */
function CustomDays({ view, today, onChange }: Props) {
  const usage = useMessages('usage');
  const { from, to } = spanOf(view, today);
  return (
    <div className="flex w-full flex-wrap items-center gap-2 sm:w-auto">
      <DayField
        label={usage.from}
        day={from}
        latest={today}
        onChange={(day) => onChange({ ...view, from: day, to: day > to ? day : to })}
      />
      <DayField
        label={usage.to}
        day={to}
        latest={today}
        onChange={(day) => onChange({ ...view, from: day < from ? day : from, to: day })}
      />
    </div>
  );
}

const EARLIEST = '2000-01-01';

/** A day to choose or to type. While it is typed it shows what is typed, which may be no day yet. */
function DayField({
  label,
  day,
  latest,
  onChange,
}: {
  label: string;
  day: string;
  latest: string;
  onChange: (day: string) => void;
}) {
  const [typed, setTyped] = useState<string | null>(null);
  return (
    <label className="flex flex-1 items-center gap-2 text-sm text-muted">
      {label}
      <Input
        type="date"
        min={EARLIEST}
        max={latest}
        value={typed ?? day}
        onChange={({ currentTarget: { value } }) => {
          setTyped(value);
          if (isDay(value) && value >= EARLIEST && value <= latest) onChange(value);
        }}
        onBlur={() => setTyped(null)}
        className="w-auto min-w-32 flex-1"
      />
    </label>
  );
}
