'use client';
import { CircleAlert, CircleCheck, Info, TriangleAlert } from 'lucide-react';
import type { CSSProperties, ReactNode } from 'react';
import { Toaster as Sonner, toast } from 'sonner';

export interface ToasterProps {
  /** Name of the region: "Notifications". */
  label: string;
}

const tokens = {
  '--normal-bg': 'var(--color-raised)',
  '--normal-text': 'var(--color-fg)',
  '--normal-border': 'var(--color-line)',
  '--border-radius': 'var(--radius-xl)',
  '--width': '22rem',
} as CSSProperties;

/** Where toasts appear; one at the root of the app. */
export function Toaster({ label }: ToasterProps) {
  return (
    <Sonner
      position="bottom-right"
      containerAriaLabel={label}
      style={tokens}
      icons={{
        success: <CircleCheck aria-hidden className="size-4.5 text-success-text" />,
        warning: <TriangleAlert aria-hidden className="size-4.5 text-warning-text" />,
        error: <CircleAlert aria-hidden className="size-4.5 text-danger-text" />,
        info: <Info aria-hidden className="size-4.5 text-subtle" />,
      }}
      toastOptions={{
        classNames: {
          toast: 'font-sans! gap-3! p-4! shadow-md!',
          title: 'text-sm! font-medium!',
          description: 'text-[0.8125rem]! text-muted!',
          actionButton:
            'h-8! rounded-md! bg-accent! px-3! text-[0.8125rem]! font-medium! text-on-accent!',
        },
      }}
    />
  );
}

export interface ToastInput {
  title: ReactNode;
  description?: ReactNode;
  tone?: 'info' | 'success' | 'warning' | 'danger';
  /** A button in the toast, usually "Undo"; the toast then stays 10 s instead of 5. */
  action?: { label: string; onAction: () => void };
}

const show = {
  info: toast.info,
  success: toast.success,
  warning: toast.warning,
  danger: toast.error,
} as const;

/** Shows a toast and gives back its id. */
export function showToast({
  title,
  description,
  tone = 'info',
  action,
}: ToastInput): string | number {
  return show[tone](title, {
    duration: action === undefined ? 5000 : 10_000,
    ...(description === undefined ? {} : { description }),
    ...(action === undefined ? {} : { action: { label: action.label, onClick: action.onAction } }),
  });
}
