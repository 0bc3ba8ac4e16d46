import type { ComponentProps, ReactNode } from 'react';
import { cn } from './cn.ts';

export interface StatTileProps extends Omit<ComponentProps<'div'>, 'children'> {
  label: ReactNode;
  value: ReactNode;
  hint?: ReactNode;
  icon?: ReactNode;
}

/** One figure with its name; several stand in a grid. */
export function StatTile({ label, value, hint, icon, className, ...props }: StatTileProps) {
  return (
    <div
      className={cn('min-w-0 rounded-xl border border-line bg-surface p-4 shadow-xs', className)}
      {...props}
    >
      <p className="flex items-center gap-2 text-[0.8125rem] leading-5 text-muted [&_svg]:size-4 [&_svg]:text-subtle">
        {icon}
        {label}
      </p>
      <p className="mt-2 text-xl leading-8 font-semibold tracking-tight wrap-anywhere sm:text-2xl text-fg tabular-nums">
        {value}
      </p>
      {hint === undefined ? null : <p className="mt-0.5 text-xs leading-4 text-subtle">{hint}</p>}
    </div>
  );
}
