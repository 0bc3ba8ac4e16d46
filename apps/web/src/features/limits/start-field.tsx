'use client';
import { Field } from '@geko/ui/field';
import { Input } from '@geko/ui/input';
import type { PeriodKind } from '@geko/contracts/meters';
import { fill } from '../../lib/fill.ts';
import { useMessages } from '../../messages/use-messages.tsx';

/** The day on which counting begins, where that is not the calendar's. */
export function StartField({
  period,
  timeZone,
  value,
  onChange,
  error,
}: {
  period: Exclude<PeriodKind, 'total'>;
  timeZone: string;
  value: string;
  onChange: (day: string) => void;
  error: string | undefined;
}) {
  const { dialog } = useMessages('limits');
  return (
    <Field
      label={dialog.startsOn}
      labelAside={dialog.optional}
      hint={fill(dialog.startsHint[period], { zone: timeZone })}
      error={error}
    >
      <Input type="date" value={value} onChange={(event) => onChange(event.currentTarget.value)} />
    </Field>
  );
}
