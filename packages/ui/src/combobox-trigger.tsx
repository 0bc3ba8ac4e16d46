'use client';
import { ChevronsUpDown } from 'lucide-react';
import type { ComponentProps } from 'react';
import { cn } from './cn.ts';
import { controlClasses } from './control-classes.ts';
import { useFieldControl } from './field.tsx';

export interface ComboboxTriggerProps extends Omit<ComponentProps<'button'>, 'type'> {
  /** What is read out: the field's name and what is chosen, such as "Time zone: Berlin". */
  'aria-label': string;
}

/** A closed combobox that looks like a select; takes its id and hint from a `Field` around it. */
export function ComboboxTrigger({ className, children, ...props }: ComboboxTriggerProps) {
  const { id, 'aria-describedby': describedBy } = useFieldControl({ id: props.id });
  return (
    <button
      type="button"
      className={cn(
        controlClasses,
        'flex h-9 cursor-default items-center justify-between gap-2 text-start pointer-coarse:h-10',
        className,
      )}
      {...props}
      id={id}
      aria-describedby={describedBy}
    >
      <span className="truncate">{children}</span>
      <ChevronsUpDown aria-hidden className="size-3.5 shrink-0 text-subtle" />
    </button>
  );
}
