import type { ComponentProps } from 'react';
import { cn } from './cn.ts';

/** A key: `<Kbd>⌘</Kbd><Kbd>K</Kbd>`. */
export function Kbd({ className, ...props }: ComponentProps<'kbd'>) {
  return (
    <kbd
      className={cn(
        'inline-flex h-5 min-w-5 items-center justify-center rounded-xs border border-line bg-sunken px-1 font-sans text-2xs font-medium text-muted',
        className,
      )}
      {...props}
    />
  );
}
