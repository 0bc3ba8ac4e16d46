'use client';
import * as Radix from 'radix-ui/tabs';
import type { ComponentProps } from 'react';
import { cn } from './cn.ts';

export const Tabs = Radix.Root;

/** The row of tabs; scrolls sideways when narrow. Give it an `aria-label`. */
export function TabsList({ className, ...props }: ComponentProps<typeof Radix.List>) {
  return (
    <Radix.List
      className={cn(
        'flex gap-5 overflow-x-auto overflow-y-hidden border-b border-line [scrollbar-width:none]',
        className,
      )}
      {...props}
    />
  );
}

export function TabsTrigger({ className, ...props }: ComponentProps<typeof Radix.Trigger>) {
  return (
    <Radix.Trigger
      className={cn(
        '-mb-px flex h-10 shrink-0 items-center gap-2 border-b-2 border-transparent px-0.5 text-sm font-medium text-muted',
        'rounded-t-xs transition-colors duration-100 hover:text-fg focus-visible:-outline-offset-2',
        'data-[state=active]:border-accent data-[state=active]:text-fg disabled:opacity-50 [&_svg]:size-4',
        className,
      )}
      {...props}
    />
  );
}

export function TabsContent({ className, ...props }: ComponentProps<typeof Radix.Content>) {
  return <Radix.Content className={cn('rounded-sm pt-5', className)} {...props} />;
}
