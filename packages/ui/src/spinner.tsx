import type { ComponentProps } from 'react';
import { cn } from './cn.ts';

export interface SpinnerProps extends Omit<ComponentProps<'span'>, 'children'> {
  /** Announced name ("Loading"); leave it out where the text beside the spinner already says so. */
  label?: string;
}

/** A turning ring in the text colour; `size-*` sets its size. */
export function Spinner({ label, className, ...props }: SpinnerProps) {
  return (
    <span
      {...(label === undefined ? { 'aria-hidden': true } : { role: 'status', 'aria-label': label })}
      className={cn('inline-flex size-4 shrink-0', className)}
      {...props}
    >
      <svg viewBox="0 0 16 16" fill="none" className="size-full animate-spin" aria-hidden>
        <circle cx="8" cy="8" r="6.5" stroke="currentColor" strokeWidth="2" opacity="0.22" />
        <path
          d="M14.5 8A6.5 6.5 0 0 0 8 1.5"
          stroke="currentColor"
          strokeWidth="2"
          strokeLinecap="round"
        />
      </svg>
    </span>
  );
}
