'use client';
import { X } from 'lucide-react';
import * as Radix from 'radix-ui/dialog';
import type { ComponentProps, ReactNode } from 'react';
import { cn } from './cn.ts';
import { overlayClasses } from './overlay-classes.ts';
import { IconButton } from './icon-button.tsx';
import { ScrollBody } from './scroll-body.tsx';

export const Dialog = Radix.Root;
export const DialogTrigger = Radix.Trigger;
export const DialogClose = Radix.Close;

export interface DialogContentProps extends Omit<ComponentProps<typeof Radix.Content>, 'title'> {
  title: ReactNode;
  description?: ReactNode;
  /** Name of the close button. */
  closeLabel: string;
  /** Buttons at the foot, the main one last. */
  footer?: ReactNode;
  size?: 'sm' | 'md' | 'lg';
}

const widths = { sm: 'sm:max-w-sm', md: 'sm:max-w-lg', lg: 'sm:max-w-2xl' } as const;

/** A modal dialog: centred, and resting on the lower edge of a narrow screen. */
export function DialogContent({
  title,
  description,
  closeLabel,
  footer,
  size = 'md',
  className,
  children,
  ...props
}: DialogContentProps) {
  return (
    <Radix.Portal>
      <Radix.Overlay className={overlayClasses} />
      <Radix.Content
        {...(description === undefined ? { 'aria-describedby': undefined } : {})}
        className={cn(
          'fixed inset-x-0 bottom-0 z-50 mx-auto flex max-h-[92dvh] w-full flex-col rounded-t-2xl border border-line bg-raised shadow-lg outline-none',
          'sm:inset-x-4 sm:top-1/2 sm:bottom-auto sm:max-h-[85dvh] sm:w-auto sm:-translate-y-1/2 sm:rounded-2xl',
          'data-[state=open]:animate-pop-in data-[state=closed]:animate-pop-out',
          widths[size],
          className,
        )}
        {...props}
      >
        <header className="flex items-start gap-4 px-5 pt-5 pb-1">
          <div className="min-w-0 flex-1">
            <Radix.Title className="text-base leading-6 font-semibold text-fg">{title}</Radix.Title>
            {description === undefined ? null : (
              <Radix.Description className="mt-1 text-sm leading-5 text-muted">
                {description}
              </Radix.Description>
            )}
          </div>
          <Radix.Close asChild>
            <IconButton label={closeLabel} size="sm" className="-me-2 -mt-1">
              <X aria-hidden />
            </IconButton>
          </Radix.Close>
        </header>
        <ScrollBody className="px-5 pt-3 pb-5">{children}</ScrollBody>
        {footer === undefined ? null : (
          <footer className="flex flex-col-reverse gap-2 border-t border-line px-5 py-4 sm:flex-row sm:justify-end">
            {footer}
          </footer>
        )}
      </Radix.Content>
    </Radix.Portal>
  );
}
