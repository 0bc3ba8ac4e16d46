'use client';
import * as Radix from 'radix-ui/switch';
import type { ComponentProps } from 'react';
import { cn } from './cn.ts';

/** On or off, at once. Name it by `aria-label`, `aria-labelledby` or a `Label` with its id. */
export function Switch({ className, ...props }: ComponentProps<typeof Radix.Root>) {
  return (
    <Radix.Root
      className={cn(
        'relative inline-flex h-5 w-9 shrink-0 items-center rounded-full bg-line-strong p-0.5 transition-colors duration-100',
        // The hit area reaches 40 px on touch screens without making the switch itself bigger.
        'pointer-coarse:before:absolute pointer-coarse:before:-inset-2.5',
        'disabled:opacity-50 data-[state=checked]:bg-accent',
        className,
      )}
      {...props}
    >
      <Radix.Thumb className="size-4 rounded-full bg-white shadow-xs transition-transform duration-100 data-[state=checked]:translate-x-4 dark:data-[state=checked]:bg-on-accent rtl:data-[state=checked]:-translate-x-4" />
    </Radix.Root>
  );
}
