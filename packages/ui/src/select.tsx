'use client';
import { Check, ChevronsUpDown } from 'lucide-react';
import * as RadixSelect from 'radix-ui/select';
import type { ComponentProps } from 'react';
import { cn } from './cn.ts';
import { controlClasses } from './control-classes.ts';
import { useFieldControl } from './field.tsx';
import { menuItemClasses, menuLabelClasses, panelClasses } from './menu-classes.ts';

/** State of the select: `value`, `onValueChange`, `name`, `disabled`. */
export const Select = RadixSelect.Root;
export const SelectGroup = RadixSelect.Group;

export interface SelectTriggerProps extends ComponentProps<typeof RadixSelect.Trigger> {
  placeholder?: string;
}

/** The closed select; takes its id, hint and error from a `Field` around it. */
export function SelectTrigger({ placeholder, className, ...props }: SelectTriggerProps) {
  const {
    id,
    'aria-describedby': describedBy,
    'aria-invalid': isInvalid,
  } = useFieldControl({ id: props.id });
  return (
    <RadixSelect.Trigger
      className={cn(
        controlClasses,
        'flex h-9 cursor-default items-center justify-between gap-2 text-start pointer-coarse:h-10',
        'data-[placeholder]:text-subtle [&>span]:truncate',
        className,
      )}
      {...props}
      id={id}
      aria-describedby={describedBy}
      aria-invalid={isInvalid}
    >
      <RadixSelect.Value placeholder={placeholder} />
      <RadixSelect.Icon asChild>
        <ChevronsUpDown aria-hidden className="size-3.5 shrink-0 text-subtle" />
      </RadixSelect.Icon>
    </RadixSelect.Trigger>
  );
}

/** The list, as wide as the trigger at least. */
export function SelectContent({
  className,
  children,
  ...props
}: ComponentProps<typeof RadixSelect.Content>) {
  return (
    <RadixSelect.Portal>
      <RadixSelect.Content
        position="popper"
        sideOffset={6}
        className={cn(
          panelClasses,
          'max-h-(--radix-select-content-available-height) min-w-(--radix-select-trigger-width) overflow-hidden',
          className,
        )}
        {...props}
      >
        <RadixSelect.Viewport className="p-1">{children}</RadixSelect.Viewport>
      </RadixSelect.Content>
    </RadixSelect.Portal>
  );
}

export function SelectItem({
  className,
  children,
  ...props
}: ComponentProps<typeof RadixSelect.Item>) {
  return (
    <RadixSelect.Item className={cn(menuItemClasses, 'pe-8', className)} {...props}>
      <RadixSelect.ItemText>{children}</RadixSelect.ItemText>
      <RadixSelect.ItemIndicator className="absolute end-2.5 flex items-center">
        <Check aria-hidden className="text-accent-text!" />
      </RadixSelect.ItemIndicator>
    </RadixSelect.Item>
  );
}

export function SelectLabel({ className, ...props }: ComponentProps<typeof RadixSelect.Label>) {
  return <RadixSelect.Label className={cn(menuLabelClasses, className)} {...props} />;
}

export function SelectSeparator({
  className,
  ...props
}: ComponentProps<typeof RadixSelect.Separator>) {
  return <RadixSelect.Separator className={cn('-mx-1 my-1 h-px bg-line', className)} {...props} />;
}
