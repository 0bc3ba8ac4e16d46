'use client';
import { ComboboxTrigger, type ComboboxTriggerProps } from '@geko/ui/combobox-trigger';
import { lazy, Suspense, useState } from 'react';
import { fill } from '../../lib/fill.ts';
import { useIsHydrated } from '../../lib/use-is-hydrated.ts';
import { useMessages } from '../../messages/use-messages.tsx';
import { zoneName } from './time-zones.ts';

const load = () => import('./time-zone-picker.tsx');
const TimeZonePicker = lazy(async () => ({ default: (await load()).TimeZonePicker }));

type TriggerProps = Omit<ComboboxTriggerProps, 'value' | 'aria-label'> & {
  /** null = that of the device. */
  value: string | null;
};

/** The button with the zone's name; the list draws it too, as its trigger. */
export function TimeZoneTrigger({ value, ...props }: TriggerProps) {
  const texts = useMessages('account');
  // The server's own zone is nobody's.
  const isHydrated = useIsHydrated();
  const own = isHydrated ? new Intl.DateTimeFormat().resolvedOptions().timeZone : '…';
  const shown = value === null ? fill(texts.deviceZone, { zone: zoneName(own) }) : zoneName(value);
  return (
    <ComboboxTrigger aria-label={fill(texts.timeZoneValue, { zone: shown })} {...props}>
      {shown}
    </ComboboxTrigger>
  );
}

/** Chooses a time zone. The list's code comes with the first touch of the button. */
export function TimeZoneButton({
  value,
  onChange,
}: {
  value: string | null;
  onChange: (zone: string | null) => void;
}) {
  const [isWanted, setWanted] = useState(false);
  const button = (
    <TimeZoneTrigger
      value={value}
      aria-haspopup="dialog"
      onPointerEnter={() => void load()}
      onFocus={() => void load()}
      onClick={() => setWanted(true)}
    />
  );
  if (!isWanted) return button;
  return (
    <Suspense fallback={button}>
      <TimeZonePicker value={value} onChange={onChange} />
    </Suspense>
  );
}
