import { CircleAlert, TriangleAlert } from 'lucide-react';
import { useId, type ComponentProps, type ReactNode } from 'react';
import { cn } from './cn.ts';
import { meterTone } from './meter-tone.ts';

export interface MeterProps extends Omit<ComponentProps<'div'>, 'children'> {
  /** What is measured: "Tokens this month". */
  label: ReactNode;
  value: number;
  /** The limit, in the unit of `value`; `null` is unlimited and draws no fill. */
  max: number | null;
  /** The figures as a person reads them: "41,200 of 50,000"; shown and read out. */
  valueText: string;
  /** A line under the bar: when it resets, how to get more. */
  hint?: ReactNode;
  /** Words that go with orange and red, so that colour never stands alone. */
  warningLabel: string;
  dangerLabel: string;
  /** A thin bar without the hint, for tight places. */
  isCompact?: boolean;
}

const fills = { success: 'bg-success', warning: 'bg-warning', danger: 'bg-danger' } as const;

/** A quota bar: green to 80 %, orange to 95 %, red. */
export function Meter({
  label,
  value,
  max,
  valueText,
  hint,
  warningLabel,
  dangerLabel,
  isCompact = false,
  className,
  ...props
}: MeterProps) {
  const id = useId();
  const tone = meterTone(value, max);
  const percent = max === null ? 0 : max <= 0 ? 100 : Math.min(100, (value / max) * 100);
  return (
    <div className={cn('flex flex-col gap-1.5', className)} {...props}>
      <div className="flex items-baseline justify-between gap-3 text-[0.8125rem] leading-5">
        <span
          id={id}
          className={cn('truncate', isCompact ? 'text-xs text-muted' : 'font-medium text-fg')}
        >
          {label}
        </span>
        <span className={cn('shrink-0 text-muted tabular-nums', isCompact && 'text-xs')}>
          {valueText}
        </span>
      </div>
      <div
        role="meter"
        aria-labelledby={id}
        aria-valuemin={0}
        aria-valuemax={max ?? Math.max(value, 1)}
        aria-valuenow={max === null ? value : Math.min(value, Math.max(max, 0))}
        aria-valuetext={[
          valueText,
          tone === 'warning' && warningLabel,
          tone === 'danger' && dangerLabel,
        ]
          .filter(Boolean)
          .join(', ')}
        className={cn('overflow-hidden rounded-full bg-active', isCompact ? 'h-1.5' : 'h-2')}
      >
        <div
          className={cn('h-full rounded-full transition-[width] duration-300', fills[tone])}
          style={{
            width: `${percent}%`,
            minWidth: value > 0 && max !== null ? '0.375rem' : undefined,
          }}
        />
      </div>
      {tone === 'success' ? null : (
        <p
          className={cn(
            'flex items-center gap-1.5 text-xs font-medium',
            tone === 'warning' ? 'text-warning-text' : 'text-danger-text',
          )}
        >
          {tone === 'warning' ? (
            <TriangleAlert aria-hidden className="size-3.5 shrink-0" />
          ) : (
            <CircleAlert aria-hidden className="size-3.5 shrink-0" />
          )}
          {tone === 'warning' ? warningLabel : dangerLabel}
        </p>
      )}
      {hint === undefined || isCompact ? null : <p className="text-xs text-subtle">{hint}</p>}
    </div>
  );
}
