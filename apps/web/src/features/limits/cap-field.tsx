'use client';
import { Field } from '@geko/ui/field';
import { Input } from '@geko/ui/input';
import type { Meter } from '@geko/contracts/meters';
import { DollarSign } from 'lucide-react';
import { fill } from '../../lib/fill.ts';
import { useFormat } from '../../lib/use-format.tsx';
import { useMessages } from '../../messages/use-messages.tsx';
import { limitAmount } from '../usage/limit-amount.ts';
import { MAX_CAP, type CapProblem } from './parse-cap.ts';

/** Takes a cap as a person types it; `error` is the server's word on it. */
export function CapField({
  meter,
  value,
  onChange,
  problem,
  error,
  label,
  hasFocus = false,
  className,
}: {
  meter: Meter;
  value: string;
  onChange: (text: string) => void;
  problem: CapProblem | null;
  error?: string | undefined;
  /** Its name, where that of the unit does not say enough. */
  label?: string;
  hasFocus?: boolean;
  className?: string;
}) {
  const limits = useMessages('limits');
  const format = useFormat();
  const mistake =
    problem === null
      ? error
      : fill(limits.capProblems[problem], { most: limitAmount(meter, MAX_CAP, format) });
  return (
    <Field
      label={label ?? limits.caps[meter]}
      hint={limits.capHints[meter]}
      error={mistake}
      {...(className === undefined ? {} : { className })}
    >
      <Input
        {...(meter === 'charge' ? { icon: <DollarSign /> } : {})}
        inputMode={meter === 'charge' ? 'decimal' : 'text'}
        autoComplete="off"
        autoFocus={hasFocus}
        maxLength={40}
        value={value}
        onChange={(event) => onChange(event.currentTarget.value)}
      />
    </Field>
  );
}
