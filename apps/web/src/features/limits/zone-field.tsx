'use client';
import { Field } from '@geko/ui/field';
import { useMessages } from '../../messages/use-messages.tsx';
import { TimeZoneButton } from '../account/time-zone-button.tsx';

/** By whose clock the periods of a company's limit begin, in every workspace alike. */
export function ZoneField({
  value,
  onChange,
}: {
  value: string;
  onChange: (zone: string) => void;
}) {
  const { dialog } = useMessages('limits');
  return (
    <Field label={dialog.timeZone}>
      <TimeZoneButton
        value={value}
        onChange={(zone) => onChange(zone ?? new Intl.DateTimeFormat().resolvedOptions().timeZone)}
      />
    </Field>
  );
}
