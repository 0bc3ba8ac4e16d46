import type { ComponentProps } from 'react';
import { cn } from './cn.ts';

export interface ScrollAreaProps extends ComponentProps<'div'> {
  /** Names the region, which takes focus so that the keyboard can scroll it. */
  label: string;
}

/** A part of the page that scrolls by itself, with a thin bar. */
export function ScrollArea({ label, className, ...props }: ScrollAreaProps) {
  return (
    <div
      role="region"
      aria-label={label}
      tabIndex={0}
      className={cn(
        'min-h-0 overflow-y-auto overscroll-contain [scrollbar-width:thin] focus-visible:-outline-offset-2',
        className,
      )}
      {...props}
    />
  );
}
