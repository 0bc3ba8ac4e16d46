'use client';
import { cn } from '@geko/ui/cn';
import { ChevronDown, X } from 'lucide-react';
import type { ComponentProps } from 'react';

export type FilterChipProps = ComponentProps<'button'> & {
  /** What is narrowed: "Person". */
  label: string;
  /** What it is narrowed to; null = not at all. */
  chosen: string | null;
};

/** A filter as a chip that opens its choice. Takes props and ref, so that a popover can hang on it. */
export function FilterChip({ label, chosen, className, ...props }: FilterChipProps) {
  return (
    <button
      type="button"
      aria-haspopup="dialog"
      className={cn(
        'inline-flex h-8 max-w-56 items-center gap-1.5 rounded-full border px-3 text-[0.8125rem] font-medium pointer-coarse:h-10',
        chosen === null
          ? 'border-dashed border-line text-muted hover:bg-hover hover:text-fg'
          : 'border-accent/40 bg-accent-soft text-accent-text',
        className,
      )}
      {...props}
    >
      <span className="truncate">{chosen === null ? label : `${label}: ${chosen}`}</span>
      <ChevronDown aria-hidden className="size-3.5 shrink-0" />
    </button>
  );
}

/** Takes one filter away. */
export function ClearChip({ label, onClick }: { label: string; onClick: () => void }) {
  return (
    <button
      type="button"
      onClick={onClick}
      className="inline-flex h-8 items-center gap-1 rounded-full px-2.5 text-[0.8125rem] font-medium text-muted hover:bg-hover hover:text-fg pointer-coarse:h-10"
    >
      <X aria-hidden className="size-3.5" />
      {label}
    </button>
  );
}
