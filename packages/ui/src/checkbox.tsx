'use client';
import { Check } from 'lucide-react';
import * as Radix from 'radix-ui/checkbox';
import type { ComponentProps } from 'react';
import { cn } from './cn.ts';

/** A tick box. Name it by a `Label` with its id. */
export function Checkbox({ className, ...props }: ComponentProps<typeof Radix.Root>) {
  return (
    <Radix.Root
      className={cn(
        'relative flex size-4.5 shrink-0 items-center justify-center rounded-xs border border-line-strong bg-surface dark:bg-sunken',
        'pointer-coarse:before:absolute pointer-coarse:before:-inset-3',
        'data-[state=checked]:border-accent data-[state=checked]:bg-accent disabled:opacity-50 aria-invalid:border-danger',
        className,
      )}
      {...props}
    >
      <Radix.Indicator className="text-on-accent">
        <Check aria-hidden className="size-3.5" strokeWidth={3} />
      </Radix.Indicator>
    </Radix.Root>
  );
}
