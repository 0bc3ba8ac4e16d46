'use client';
import { SegmentedControl } from '@geko/ui/segmented-control';
import type { Meter } from '@geko/contracts/meters';
import { useMessages } from '../../messages/use-messages.tsx';

const meters = ['tokens', 'requests', 'charge'] as const;

/** What is counted. */
export function MeterField({
  value,
  onChange,
}: {
  value: Meter;
  onChange: (meter: Meter) => void;
}) {
  const { dialog, meters: names } = useMessages('limits');
  return (
    <div className="flex flex-col items-start gap-1.5">
      {/* The control says it by itself. */}
      <span aria-hidden className="text-sm font-medium">
        {dialog.meter}
      </span>
      <SegmentedControl
        label={dialog.meter}
        value={value}
        onValueChange={onChange}
        options={meters.map((meter) => ({ value: meter, label: names[meter] }))}
      />
    </div>
  );
}
