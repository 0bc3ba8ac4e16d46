'use client';
import { Field } from '@geko/ui/field';
import { Select, SelectContent, SelectItem, SelectTrigger } from '@geko/ui/select';
import type { Limit } from '@geko/contracts/limits';
import type { PeriodKind } from '@geko/contracts/meters';
import { fill } from '../../lib/fill.ts';
import { useFormat } from '../../lib/use-format.tsx';
import { useMessages } from '../../messages/use-messages.tsx';
import { limitAmount } from '../usage/limit-amount.ts';

const periods = ['day', 'week', 'month', 'year', 'total'] as const;

/** Over which time a limit counts; says so where there is one over it already, and leads there. */
export function PeriodField({
  value,
  onChange,
  existing,
  onChangeExisting,
  error,
}: {
  value: PeriodKind;
  onChange: (period: PeriodKind) => void;
  existing: Limit | null;
  onChangeExisting: (limit: Limit) => void;
  error: string | undefined;
}) {
  const { dialog } = useMessages('limits');
  const format = useFormat();
  return (
    <Field
      label={dialog.period}
      error={
        existing === null ? (
          error
        ) : (
          <>
            {fill(dialog.exists, { cap: limitAmount(existing.meter, existing.cap, format) })}{' '}
            <button
              type="button"
              onClick={() => onChangeExisting(existing)}
              className="rounded-xs font-medium underline underline-offset-2"
            >
              {dialog.changeThat}
            </button>
          </>
        )
      }
    >
      <Select
        value={value}
        onValueChange={(next) => {
          const period = periods.find((one) => one === next);
          if (period !== undefined) onChange(period);
        }}
      >
        <SelectTrigger />
        <SelectContent>
          {periods.map((period) => (
            <SelectItem key={period} value={period}>
              {dialog.periods[period]}
            </SelectItem>
          ))}
        </SelectContent>
      </Select>
    </Field>
  );
}
