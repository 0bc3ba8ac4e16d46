import { cva, type VariantProps } from 'class-variance-authority';
import { CircleAlert, CircleCheck, Info, TriangleAlert } from 'lucide-react';
import type { ComponentProps, ReactNode } from 'react';
import { cn } from './cn.ts';

const calloutVariants = cva('flex gap-3 rounded-xl border px-4 py-3 text-sm leading-5 text-fg', {
  variants: {
    tone: {
      neutral: 'border-line bg-sunken [&>svg]:text-subtle',
      accent: 'border-accent/25 bg-accent-soft [&>svg]:text-accent-text',
      success: 'border-success/25 bg-success-soft [&>svg]:text-success-text',
      warning: 'border-warning/30 bg-warning-soft [&>svg]:text-warning-text',
      danger: 'border-danger/25 bg-danger-soft [&>svg]:text-danger-text',
    },
  },
  defaultVariants: { tone: 'neutral' },
});

const icons = {
  neutral: Info,
  accent: Info,
  success: CircleCheck,
  warning: TriangleAlert,
  danger: CircleAlert,
} as const;

export interface CalloutProps
  extends Omit<ComponentProps<'div'>, 'title'>, VariantProps<typeof calloutVariants> {
  title?: ReactNode;
  /** Buttons under the text. */
  action?: ReactNode;
}

/** A message inside the page: a limit reached, a plan needed, an answer that failed. Set `role="alert"` if it appears later. */
export function Callout({ tone, title, action, className, children, ...props }: CalloutProps) {
  const Icon = icons[tone ?? 'neutral'];
  return (
    <div className={cn(calloutVariants({ tone }), className)} {...props}>
      <Icon aria-hidden className="mt-0.5 size-4 shrink-0" />
      <div className="min-w-0 flex-1">
        {title === undefined ? null : <p className="font-medium">{title}</p>}
        <div className="text-muted">{children}</div>
        {action === undefined ? null : <div className="mt-3 flex flex-wrap gap-2">{action}</div>}
      </div>
    </div>
  );
}
