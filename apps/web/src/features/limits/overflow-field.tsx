'use client';
import { Field } from '@geko/ui/field';
import { Select, SelectContent, SelectItem, SelectTrigger } from '@geko/ui/select';
import type { Overflow } from '@geko/contracts/plans';
import { useMessages } from '../../messages/use-messages.tsx';

const overflows = ['block', 'credits', 'allow'] as const;

/** What happens to a call that does not fit any more. */
export function OverflowField({
  value,
  onChange,
}: {
  value: Overflow;
  onChange: (overflow: Overflow) => void;
}) {
  const limits = useMessages('limits');
  return (
    <Field label={limits.overflow} hint={limits.overflowHints[value]}>
      <Select value={value} onValueChange={(next) => onChange(next as Overflow)}>
        <SelectTrigger />
        <SelectContent>
          {overflows.map((overflow) => (
            <SelectItem key={overflow} value={overflow}>
              {limits.overflows[overflow]}
            </SelectItem>
          ))}
        </SelectContent>
      </Select>
    </Field>
  );
}
