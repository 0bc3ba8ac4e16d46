'use client';
import { X } from 'lucide-react';
import * as Radix from 'radix-ui/dialog';
import type { ComponentProps, ReactNode } from 'react';
import { cn } from './cn.ts';
import { IconButton } from './icon-button.tsx';
import { overlayClasses } from './overlay-classes.ts';
import { ScrollBody } from './scroll-body.tsx';

export const Sheet = Radix.Root;
export const SheetTrigger = Radix.Trigger;
export const SheetClose = Radix.Close;

export interface SheetContentProps extends Omit<ComponentProps<typeof Radix.Content>, 'title'> {
  /** Names the drawer; read out, and shown unless `isTitleHidden`. */
  title: ReactNode;
  isTitleHidden?: boolean;
  closeLabel: string;
  /** Reading-direction side: `start` is left in English. */
  side?: 'start' | 'end';
}

const sides = {
  start: 'start-0 border-e [--sheet-from:-100%] rtl:[--sheet-from:100%]',
  end: 'end-0 border-s [--sheet-from:100%] rtl:[--sheet-from:-100%]',
} as const;

/** A modal drawer along one side, for what a narrow screen has no room for. */
export function SheetContent({
  title,
  isTitleHidden = false,
  closeLabel,
  side = 'start',
  className,
  children,
  ...props
}: SheetContentProps) {
  return (
    <Radix.Portal>
      <Radix.Overlay className={overlayClasses} />
      <Radix.Content
        aria-describedby={undefined}
        className={cn(
          'fixed inset-y-0 z-50 flex w-[min(20rem,calc(100vw-3rem))] flex-col border-line bg-canvas shadow-lg outline-none',
          'data-[state=open]:animate-sheet-in data-[state=closed]:animate-sheet-out',
          sides[side],
          className,
        )}
        {...props}
      >
        <header className="flex h-14 shrink-0 items-center justify-between gap-2 ps-4 pe-2">
          <Radix.Title className={cn('truncate text-sm font-semibold', isTitleHidden && 'sr-only')}>
            {title}
          </Radix.Title>
          <Radix.Close asChild>
            <IconButton label={closeLabel} className="ms-auto">
              <X aria-hidden />
            </IconButton>
          </Radix.Close>
        </header>
        <ScrollBody>{children}</ScrollBody>
      </Radix.Content>
    </Radix.Portal>
  );
}
