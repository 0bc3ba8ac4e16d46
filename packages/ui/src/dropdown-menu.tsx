'use client';
import { Check } from 'lucide-react';
import * as Radix from 'radix-ui/dropdown-menu';
import type { ComponentProps, ReactNode } from 'react';
import { cn } from './cn.ts';
import { menuItemClasses, menuLabelClasses, panelClasses } from './menu-classes.ts';

export const DropdownMenuTrigger = Radix.Trigger;
export const DropdownMenuGroup = Radix.Group;
export const DropdownMenuRadioGroup = Radix.RadioGroup;

/** State of the menu. Not modal by default: a modal one hides the page from screen readers yet leaves it focusable. */
export function DropdownMenu({ modal = false, ...props }: ComponentProps<typeof Radix.Root>) {
  return <Radix.Root modal={modal} {...props} />;
}

export function DropdownMenuContent({ className, ...props }: ComponentProps<typeof Radix.Content>) {
  return (
    <Radix.Portal>
      <Radix.Content
        sideOffset={6}
        collisionPadding={8}
        className={cn(
          panelClasses,
          'max-h-(--radix-dropdown-menu-content-available-height) min-w-44 overflow-y-auto p-1',
          className,
        )}
        {...props}
      />
    </Radix.Portal>
  );
}

export interface DropdownMenuItemProps extends ComponentProps<typeof Radix.Item> {
  icon?: ReactNode;
  /** Shown at the end of the row, a `Kbd` or short text. */
  shortcut?: ReactNode;
  tone?: 'neutral' | 'danger';
}

/** A row that does something; use `onSelect`. With `asChild` give one link as child, and no icon or shortcut. */
export function DropdownMenuItem({
  icon,
  shortcut,
  tone = 'neutral',
  asChild = false,
  className,
  children,
  ...props
}: DropdownMenuItemProps) {
  const classes = cn(
    menuItemClasses,
    tone === 'danger' &&
      'text-danger-text data-[highlighted]:bg-danger-soft [&_svg]:text-danger-text',
    className,
  );
  if (asChild) {
    return (
      <Radix.Item asChild className={classes} {...props}>
        {children}
      </Radix.Item>
    );
  }
  return (
    <Radix.Item className={classes} {...props}>
      {icon}
      <span className="min-w-0 flex-1 truncate">{children}</span>
      {shortcut === undefined ? null : <span className="ms-4 text-xs text-subtle">{shortcut}</span>}
    </Radix.Item>
  );
}

const indicator = (
  <Radix.ItemIndicator className="absolute end-2.5 flex items-center">
    <Check aria-hidden className="text-accent-text!" />
  </Radix.ItemIndicator>
);

export function DropdownMenuCheckboxItem({
  className,
  children,
  ...props
}: ComponentProps<typeof Radix.CheckboxItem>) {
  return (
    <Radix.CheckboxItem className={cn(menuItemClasses, 'pe-8', className)} {...props}>
      {children}
      {indicator}
    </Radix.CheckboxItem>
  );
}

export function DropdownMenuRadioItem({
  className,
  children,
  ...props
}: ComponentProps<typeof Radix.RadioItem>) {
  return (
    <Radix.RadioItem className={cn(menuItemClasses, 'pe-8', className)} {...props}>
      {children}
      {indicator}
    </Radix.RadioItem>
  );
}

export function DropdownMenuLabel({ className, ...props }: ComponentProps<typeof Radix.Label>) {
  return <Radix.Label className={cn(menuLabelClasses, className)} {...props} />;
}

export function DropdownMenuSeparator({
  className,
  ...props
}: ComponentProps<typeof Radix.Separator>) {
  return <Radix.Separator className={cn('-mx-1 my-1 h-px bg-line', className)} {...props} />;
}
