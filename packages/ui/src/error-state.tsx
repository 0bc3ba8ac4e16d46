import { TriangleAlert } from 'lucide-react';
import type { ComponentProps, ReactNode } from 'react';
import { cn } from './cn.ts';

export interface ErrorStateProps extends Omit<ComponentProps<'div'>, 'title'> {
  title: ReactNode;
  message: ReactNode;
  /** What the reader can do about it: retry, upgrade, ask an admin. */
  action?: ReactNode;
  /** Quoted for support, after `requestIdLabel`. */
  requestId?: string;
  requestIdLabel?: string;
}

/** Shown where something failed; announced when it appears. */
export function ErrorState({
  title,
  message,
  action,
  requestId,
  requestIdLabel,
  className,
  ...props
}: ErrorStateProps) {
  return (
    <div
      role="alert"
      className={cn(
        'mx-auto flex max-w-md flex-col items-center px-4 py-12 text-center',
        className,
      )}
      {...props}
    >
      <div
        aria-hidden
        className="mb-4 flex size-11 items-center justify-center rounded-xl bg-danger-soft text-danger-text"
      >
        <TriangleAlert className="size-5" />
      </div>
      <h2 className="text-[0.9375rem] leading-6 font-semibold text-balance text-fg">{title}</h2>
      <p className="mt-1 text-sm leading-5 text-pretty text-muted">{message}</p>
      {action === undefined ? null : (
        <div className="mt-5 flex flex-wrap justify-center gap-2">{action}</div>
      )}
      {requestId === undefined ? null : (
        <p className="mt-5 text-xs text-subtle">
          {requestIdLabel} <code className="font-mono break-all select-all">{requestId}</code>
        </p>
      )}
    </div>
  );
}
