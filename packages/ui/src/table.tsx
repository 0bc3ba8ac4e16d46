import { cva, type VariantProps } from 'class-variance-authority';
import type { ComponentProps } from 'react';
import { cn } from './cn.ts';

const align = cva('', {
  variants: { align: { start: 'text-start', center: 'text-center', end: 'text-end tabular-nums' } },
  defaultVariants: { align: 'start' },
});

export interface TableProps extends ComponentProps<'table'> {
  /** Names the table, and the region that scrolls sideways when it is too wide. */
  label: string;
}

export function Table({ label, className, ...props }: TableProps) {
  return (
    <div
      role="region"
      aria-label={label}
      tabIndex={0}
      className="w-full overflow-x-auto rounded-[inherit]"
    >
      <table
        aria-label={label}
        className={cn('w-full border-collapse text-sm', className)}
        {...props}
      />
    </div>
  );
}

export function TableHeader({ className, ...props }: ComponentProps<'thead'>) {
  return <thead className={cn('border-b border-line', className)} {...props} />;
}

export function TableBody({ className, ...props }: ComponentProps<'tbody'>) {
  return <tbody className={cn('[&>tr:last-child]:border-b-0', className)} {...props} />;
}

export function TableFooter({ className, ...props }: ComponentProps<'tfoot'>) {
  return <tfoot className={cn('border-t border-line font-medium', className)} {...props} />;
}

export function TableRow({ className, ...props }: ComponentProps<'tr'>) {
  return (
    <tr className={cn('border-b border-line in-[tbody]:hover:bg-hover/60', className)} {...props} />
  );
}

export interface TableHeadProps
  extends Omit<ComponentProps<'th'>, 'align'>, VariantProps<typeof align> {}

export function TableHead({ align: side, className, scope = 'col', ...props }: TableHeadProps) {
  return (
    <th
      scope={scope}
      className={cn(
        'h-9 px-2 text-xs font-medium whitespace-nowrap text-subtle first:ps-4 last:pe-4 sm:px-4 sm:first:ps-5 sm:last:pe-5',
        align({ align: side }),
        className,
      )}
      {...props}
    />
  );
}

export interface TableCellProps
  extends Omit<ComponentProps<'td'>, 'align'>, VariantProps<typeof align> {}

/** `align="end"` is for figures: digits then stand under digits. */
export function TableCell({ align: side, className, ...props }: TableCellProps) {
  return (
    <td
      className={cn(
        'h-11 px-2 py-2 first:ps-4 last:pe-4 sm:px-4 sm:first:ps-5 sm:last:pe-5',
        align({ align: side }),
        className,
      )}
      {...props}
    />
  );
}
