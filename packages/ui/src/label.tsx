import type { ComponentProps } from 'react';
import { cn } from './cn.ts';

/** A form label; `Field` sets its target. */
export function Label({ className, ...props }: ComponentProps<'label'>) {
  return <label className={cn('text-sm font-medium text-fg', className)} {...props} />;
}
