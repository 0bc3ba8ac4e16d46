import type { ComponentProps } from 'react';
import { cn } from './cn.ts';

/** A grey stand-in while content loads; set its size by class. Say "loading" once, on the region around it. */
export function Skeleton({ className, ...props }: ComponentProps<'div'>) {
  return (
    <div
      aria-hidden
      className={cn('h-4 animate-shimmer rounded-md bg-active', className)}
      {...props}
    />
  );
}
