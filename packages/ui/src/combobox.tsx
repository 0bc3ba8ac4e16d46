'use client';
import { useState, type ReactNode } from 'react';
import { cn } from './cn.ts';
import { ComboboxList, type ComboboxListProps } from './combobox-list.tsx';
import { Popover, PopoverContent, PopoverTrigger } from './popover.tsx';

export interface ComboboxProps<Value> extends ComboboxListProps<Value> {
  /** The button that opens it; one element that takes props and ref. */
  trigger: ReactNode;
  isOpen?: boolean;
  onOpenChange?: (isOpen: boolean) => void;
  align?: 'start' | 'center' | 'end';
  side?: 'top' | 'bottom';
  /** Stands under the list: "Compare plans". */
  footer?: ReactNode;
  className?: string;
}

/** A searchable, grouped list in a popover, such as the model picker. Closes when an item is chosen. */
export function Combobox<Value>({
  trigger,
  isOpen,
  onOpenChange,
  align = 'start',
  side = 'bottom',
  footer,
  className,
  onSelect,
  onLockedSelect,
  ...list
}: ComboboxProps<Value>) {
  const [isOpenInside, setOpenInside] = useState(false);
  const setOpen = (next: boolean): void => {
    setOpenInside(next);
    onOpenChange?.(next);
  };
  return (
    <Popover open={isOpen ?? isOpenInside} onOpenChange={setOpen}>
      <PopoverTrigger asChild>{trigger}</PopoverTrigger>
      <PopoverContent
        align={align}
        side={side}
        aria-label={list.labels.list}
        className={cn(
          'flex max-h-[min(26rem,var(--radix-popover-content-available-height))] w-[min(24rem,calc(100vw-1rem))] flex-col overflow-hidden p-0',
          className,
        )}
      >
        <ComboboxList
          {...list}
          onSelect={(item) => {
            setOpen(false);
            onSelect(item);
          }}
          onLockedSelect={
            onLockedSelect &&
            ((item) => {
              setOpen(false);
              onLockedSelect(item);
            })
          }
        />
        {footer === undefined ? null : <div className="border-t border-line p-2">{footer}</div>}
      </PopoverContent>
    </Popover>
  );
}
