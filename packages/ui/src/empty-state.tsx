import type { ComponentProps, ReactNode } from 'react';
import { cn } from './cn.ts';

export interface EmptyStateProps extends Omit<ComponentProps<'div'>, 'title'> {
  icon?: ReactNode;
  title: ReactNode;
  body?: ReactNode;
  /** The way out: usually one button. */
  action?: ReactNode;
}

/** Shown where a list has nothing yet: says why, and what to do. */
export function EmptyState({ icon, title, body, action, className, ...props }: EmptyStateProps) {
  return (
    <div
      className={cn(
        'mx-auto flex max-w-sm flex-col items-center px-4 py-12 text-center',
        className,
      )}
      {...props}
    >
      {icon === undefined ? null : (
        <div
          aria-hidden
          className="mb-4 flex size-11 items-center justify-center rounded-xl border border-line bg-surface text-accent-text shadow-xs dark:bg-raised [&_svg]:size-5"
        >
          {icon}
        </div>
      )}
      <h2 className="text-[0.9375rem] leading-6 font-semibold text-balance text-fg">{title}</h2>
      {body === undefined ? null : (
        <p className="mt-1 text-sm leading-5 text-pretty text-muted">{body}</p>
      )}
      {action === undefined ? null : (
        <div className="mt-5 flex flex-wrap justify-center gap-2">{action}</div>
      )}
    </div>
  );
}
