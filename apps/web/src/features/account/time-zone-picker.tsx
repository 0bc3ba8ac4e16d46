'use client';
import { Combobox } from '@geko/ui/combobox';
import { Check } from 'lucide-react';
import { useState } from 'react';
import { fill } from '../../lib/fill.ts';
import { useMessages } from '../../messages/use-messages.tsx';
import { TimeZoneTrigger } from './time-zone-button.tsx';
import { zoneGroups, zoneName } from './time-zones.ts';

const DEVICE = 'device';

/** The list of time zones, open as soon as it is there; first of all the one of whatever device is used. */
export function TimeZonePicker({
  value,
  onChange,
}: {
  /** null = that of the device. */
  value: string | null;
  onChange: (zone: string | null) => void;
}) {
  const texts = useMessages('account');
  const [isOpen, setOpen] = useState(true);
  const own = new Intl.DateTimeFormat().resolvedOptions().timeZone;
  const device = fill(texts.deviceZone, { zone: zoneName(own) });
  return (
    <Combobox
      isOpen={isOpen}
      onOpenChange={setOpen}
      trigger={<TimeZoneTrigger value={value} />}
      groups={isOpen ? groupsOf(value, device, texts) : []}
      value={value ?? DEVICE}
      onSelect={({ id }) => onChange(id === DEVICE ? null : id)}
      renderItem={(item, { isSelected }) => (
        <span className="flex items-center gap-3">
          <span className="min-w-0 flex-1 truncate">{item.label}</span>
          <span className="shrink-0 text-xs text-subtle tabular-nums">{item.value.offset}</span>
          {isSelected ? <Check aria-hidden className="size-4 shrink-0 text-accent-text" /> : null}
        </span>
      )}
      labels={{ search: texts.searchZones, list: texts.zones, empty: texts.noZone }}
    />
  );
}

function groupsOf(
  value: string | null,
  device: string,
  texts: { device: string; otherZones: string },
) {
  const known = Intl.supportedValuesOf('timeZone');
  const zones = [
    ...known,
    ...['UTC', ...(value === null ? [] : [value])].filter((zone) => !known.includes(zone)),
  ];
  return [
    {
      id: DEVICE,
      label: texts.device,
      items: [{ id: DEVICE, value: { offset: '' }, label: device }],
    },
    ...zoneGroups([...new Set(zones)], { now: new Date(), otherLabel: texts.otherZones }),
  ];
}
