import type { ComponentProps } from 'react';
import { cn } from './cn.ts';

export function Card({ className, ...props }: ComponentProps<'section'>) {
  return (
    <section
      className={cn('min-w-0 rounded-xl border border-line bg-surface shadow-xs', className)}
      {...props}
    />
  );
}

/** Title and description at the start; anything in a `CardActions` at the end. */
export function CardHeader({ className, ...props }: ComponentProps<'header'>) {
  return (
    <header
      className={cn(
        'grid grid-cols-[1fr_auto] items-start gap-x-4 gap-y-1 px-4 pt-4 pb-3 sm:px-5 sm:pt-5',
        className,
      )}
      {...props}
    />
  );
}

export function CardTitle({ className, ...props }: ComponentProps<'h2'>) {
  return (
    <h2
      className={cn('col-start-1 text-[0.9375rem] leading-6 font-semibold text-fg', className)}
      {...props}
    />
  );
}

export function CardDescription({ className, ...props }: ComponentProps<'p'>) {
  return <p className={cn('col-start-1 text-sm leading-5 text-muted', className)} {...props} />;
}

export function CardActions({ className, ...props }: ComponentProps<'div'>) {
  return (
    <div
      className={cn('col-start-2 row-span-2 row-start-1 flex items-center gap-2', className)}
      {...props}
    />
  );
}

export function CardBody({ className, ...props }: ComponentProps<'div'>) {
  return (
    <div
      className={cn('px-4 pb-4 sm:px-5 sm:pb-5 first:pt-4 sm:first:pt-5', className)}
      {...props}
    />
  );
}

export function CardFooter({ className, ...props }: ComponentProps<'footer'>) {
  return (
    <footer
      className={cn(
        'flex items-center justify-end gap-2 border-t border-line px-4 py-3 sm:px-5',
        className,
      )}
      {...props}
    />
  );
}
