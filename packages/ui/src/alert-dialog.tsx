'use client';
import * as Radix from 'radix-ui/alert-dialog';
import type { ReactNode } from 'react';
import { Button } from './button.tsx';
import { overlayClasses } from './overlay-classes.ts';

export interface AlertDialogProps {
  /** Element that opens it; leave out when `isOpen` is given. */
  trigger?: ReactNode;
  isOpen?: boolean;
  onOpenChange?: (isOpen: boolean) => void;
  title: ReactNode;
  /** What will happen, and whether it can be undone. */
  description: ReactNode;
  confirmLabel: string;
  cancelLabel: string;
  tone?: 'danger' | 'primary';
  /** While true the dialog stays open and busy; the caller closes it when the work is done. */
  isConfirming?: boolean;
  /** Runs on confirmation; the dialog then closes unless `isOpen` is controlled. */
  onConfirm: () => void;
  /** Where the focus goes afterwards, if not to the trigger: prevent the event, and put it there. */
  onCloseAutoFocus?: (event: Event) => void;
}

/** Asks before something that cannot simply be undone. Focus starts on Cancel. */
export function AlertDialog({
  trigger,
  isOpen,
  onOpenChange,
  title,
  description,
  confirmLabel,
  cancelLabel,
  tone = 'danger',
  isConfirming = false,
  onConfirm,
  onCloseAutoFocus,
}: AlertDialogProps) {
  const confirm = (
    <Button variant={tone} isLoading={isConfirming} onClick={onConfirm}>
      {confirmLabel}
    </Button>
  );
  return (
    <Radix.Root
      {...(isOpen === undefined ? {} : { open: isOpen })}
      {...(onOpenChange === undefined ? {} : { onOpenChange })}
    >
      {trigger === undefined ? null : <Radix.Trigger asChild>{trigger}</Radix.Trigger>}
      <Radix.Portal>
        <Radix.Overlay className={overlayClasses} />
        <Radix.Content
          {...(onCloseAutoFocus === undefined ? {} : { onCloseAutoFocus })}
          className="fixed inset-x-4 top-1/2 z-50 mx-auto max-w-md -translate-y-1/2 rounded-2xl border border-line bg-raised p-5 shadow-lg outline-none data-[state=closed]:animate-pop-out data-[state=open]:animate-pop-in"
        >
          <Radix.Title className="text-base leading-6 font-semibold text-fg">{title}</Radix.Title>
          <Radix.Description className="mt-1.5 text-sm leading-5 text-muted">
            {description}
          </Radix.Description>
          <div className="mt-5 flex flex-col-reverse gap-2 sm:flex-row sm:justify-end">
            <Radix.Cancel asChild>
              <Button variant="secondary">{cancelLabel}</Button>
            </Radix.Cancel>
            {isOpen === undefined ? <Radix.Action asChild>{confirm}</Radix.Action> : confirm}
          </div>
        </Radix.Content>
      </Radix.Portal>
    </Radix.Root>
  );
}
