'use client';
import * as Radix from 'radix-ui/radio-group';
import type { ReactNode } from 'react';
import { cn } from './cn.ts';

export interface SegmentedOption<Value extends string> {
  value: Value;
  /** The name; read out also when `isIconOnly`. */
  label: string;
  icon?: ReactNode;
  isDisabled?: boolean;
}

export interface SegmentedControlProps<Value extends string> {
  /** What is chosen here: "Period". */
  label: string;
  value: Value;
  onValueChange: (value: Value) => void;
  options: readonly SegmentedOption<Value>[];
  isIconOnly?: boolean;
  className?: string;
}

/** Two to five alternatives in a row, one of them chosen; arrow keys move. */
export function SegmentedControl<Value extends string>({
  label,
  value,
  onValueChange,
  options,
  isIconOnly = false,
  className,
}: SegmentedControlProps<Value>) {
  return (
    <Radix.Root
      aria-label={label}
      value={value}
      onValueChange={(next) => {
        const option = options.find((candidate) => candidate.value === next);
        if (option !== undefined) onValueChange(option.value);
      }}
      orientation="horizontal"
      className={cn('inline-flex rounded-lg bg-active/70 p-0.5 dark:bg-sunken', className)}
    >
      {options.map((option) => (
        <Radix.Item
          key={option.value}
          value={option.value}
          disabled={option.isDisabled ?? false}
          {...(isIconOnly ? { 'aria-label': option.label, title: option.label } : {})}
          className={cn(
            'inline-flex h-7 items-center justify-center gap-1.5 rounded-md text-[0.8125rem] font-medium text-muted pointer-coarse:h-10',
            'border border-transparent transition-colors duration-100 hover:text-fg disabled:opacity-50 [&_svg]:size-4',
            'data-[state=checked]:border-line data-[state=checked]:bg-surface data-[state=checked]:text-fg data-[state=checked]:shadow-xs dark:data-[state=checked]:bg-active',
            isIconOnly ? 'w-8 pointer-coarse:w-10' : 'min-w-10 px-3',
          )}
        >
          {option.icon}
          {isIconOnly ? null : option.label}
        </Radix.Item>
      ))}
    </Radix.Root>
  );
}
