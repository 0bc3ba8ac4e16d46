'use client';
import { Input } from '@geko/ui/input';
import { useState } from 'react';
import { useMessages } from '../../messages/use-messages.tsx';
import { isDay } from '../audit/zone-day.ts';
import { spanOf, withEnd, type UsageView } from './usage-view.ts';

export type CustomDaysProps = {
  view: UsageView;
  /** The day that it is in the workspace's zone. */
  today: string;
  onChange: (view: UsageView) => void;
};

/** The two ends of the span. A day that lies beyond the other one moves it along. */
export function CustomDays({ view, today, onChange }: CustomDaysProps) {
  const usage = useMessages('usage');
  const { from, to } = spanOf(view, today);
  return (
    <div className="flex w-full flex-wrap items-center gap-2 sm:w-auto">
      <DayField
        label={usage.from}
        day={from}
        latest={today}
        onChange={(day) => onChange(withEnd(view, { from: day }, today))}
      />
      <DayField
        label={usage.to}
        day={to}
        latest={today}
        onChange={(day) => onChange(withEnd(view, { to: day }, today))}
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
      <span className="min-w-10">{label}</span>
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
