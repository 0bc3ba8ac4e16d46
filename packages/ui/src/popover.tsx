'use client';
import * as Radix from 'radix-ui/popover';
import type { ComponentProps } from 'react';
import { cn } from './cn.ts';
import { panelClasses } from './menu-classes.ts';

export const Popover = Radix.Root;
export const PopoverTrigger = Radix.Trigger;
export const PopoverAnchor = Radix.Anchor;

/** The panel; give it an `aria-label` or `aria-labelledby`. */
export function PopoverContent({ className, ...props }: ComponentProps<typeof Radix.Content>) {
  return (
    <Radix.Portal>
      <Radix.Content
        sideOffset={6}
        collisionPadding={8}
        className={cn(panelClasses, 'max-w-[calc(100vw-1rem)] p-3', className)}
        {...props}
      />
    </Radix.Portal>
  );
}
