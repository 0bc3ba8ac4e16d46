import { CircleAlert } from 'lucide-react';
import type { ComponentProps } from 'react';
import { cn } from './cn.ts';

/** One line that says what is wrong with a field or a form; announced when it appears. */
export function FormError({ className, children, ...props }: ComponentProps<'p'>) {
  return (
    <p
      role="alert"
      className={cn(
        'flex items-start gap-1.5 text-[0.8125rem] leading-5 text-danger-text',
        className,
      )}
      {...props}
    >
      <CircleAlert aria-hidden className="mt-0.75 size-3.5 shrink-0" />
      <span>{children}</span>
    </p>
  );
}
