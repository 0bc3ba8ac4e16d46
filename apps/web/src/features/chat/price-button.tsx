'use client';
import { cn } from '@geko/ui/cn';
import type { ComponentProps } from 'react';

/** The quiet line under the composer as a button. */
export function PriceButton({ className, ...props }: ComponentProps<'button'>) {
  return (
    <button
      type="button"
      className={cn(
        'flex h-6 max-w-full min-w-0 items-center gap-1.5 rounded-md px-1.5 tabular-nums hover:bg-hover hover:text-fg pointer-coarse:h-8',
        className,
      )}
      {...props}
    />
  );
}
