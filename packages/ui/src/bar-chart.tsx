'use client';
import { useState, type KeyboardEvent } from 'react';
import { cn } from './cn.ts';

export interface BarChartSeries {
  key: string;
  label: string;
}

export interface BarChartDatum {
  /** The bar's place: "12 Nov". */
  label: string;
  /** Height; for geometry only, so a float is fine even for money. */
  value: number;
  /** The value as a person reads it: "$1.24". */
  valueLabel: string;
  /** Parts of a stacked bar by series key; their sum is `value`. */
  segments?: readonly { key: string; value: number; valueLabel: string }[];
}

export interface BarChartProps {
  /** What the chart shows; the exact figures belong in a table beside it. */
  label: string;
  data: readonly BarChartDatum[];
  /** Names and order of the segments, at most six; without it bars have one colour. */
  series?: readonly BarChartSeries[];
  /** The value at the top line, in words; `data` scales to its own maximum. */
  maxLabel?: string;
  className?: string;
}

const colors = [
  'bg-chart-1',
  'bg-chart-2',
  'bg-chart-3',
  'bg-chart-4',
  'bg-chart-5',
  'bg-chart-6',
] as const;

/** Daily bars, stacked if wished. One tab stop; arrow keys walk the bars, each of which reads out its figures. */
export function BarChart({ label, data, series = [], maxLabel, className }: BarChartProps) {
  const [active, setActive] = useState<number | null>(null);
  const max = Math.max(...data.map(({ value }) => value), 0);
  const colorOf = (key: string): string =>
    colors[
      Math.max(
        0,
        series.findIndex((one) => one.key === key),
      ) % 6
    ] ?? colors[0];
  const share = (value: number): number => (max === 0 ? 0 : (value / max) * 100);
  const shown = active === null ? undefined : data[active];
  const labelEvery = Math.max(1, Math.ceil(data.length / 6));

  const walk = (event: KeyboardEvent<HTMLDivElement>): void => {
    const bars = [...event.currentTarget.querySelectorAll<HTMLElement>('[role=img]')];
    const index = bars.indexOf(document.activeElement as HTMLElement);
    const step = { ArrowRight: 1, ArrowLeft: -1 }[event.key];
    const target =
      step === undefined ? { Home: bars[0], End: bars.at(-1) }[event.key] : bars[index + step];
    if (target === undefined) return;
    event.preventDefault();
    target.focus();
  };

  return (
    <figure aria-label={label} className={cn('flex min-w-0 flex-col gap-3', className)}>
      <div className="relative">
        <div aria-hidden className="absolute inset-x-0 top-0 flex h-40 flex-col justify-between">
          {[0, 1, 2].map((line) => (
            <div key={line} className="border-t border-dashed border-line last:border-solid" />
          ))}
        </div>
        {maxLabel === undefined ? null : (
          <span aria-hidden className="absolute -top-5 end-0 text-2xs text-subtle tabular-nums">
            {maxLabel}
          </span>
        )}
        <div
          className="relative flex h-40 items-end gap-px sm:gap-1"
          onKeyDown={walk}
          onPointerLeave={() => setActive(null)}
        >
          {data.map((datum, index) => (
            <div
              key={datum.label}
              role="img"
              aria-label={[
                `${datum.label}: ${datum.valueLabel}`,
                ...(datum.segments ?? []).map(
                  (part) =>
                    `${series.find(({ key }) => key === part.key)?.label ?? part.key} ${part.valueLabel}`,
                ),
              ].join(', ')}
              tabIndex={index === (active ?? data.length - 1) ? 0 : -1}
              onFocus={() => setActive(index)}
              onBlur={() => setActive(null)}
              onPointerEnter={() => setActive(index)}
              className="group flex h-full min-w-0 flex-1 items-end justify-center rounded-xs focus-visible:outline-offset-0"
            >
              <div
                className={cn(
                  'flex w-full max-w-7 flex-col-reverse overflow-hidden rounded-t-xs transition-opacity duration-100',
                  active !== null && active !== index && 'opacity-55',
                )}
                style={{ height: `${share(datum.value)}%`, minHeight: datum.value > 0 ? 2 : 0 }}
              >
                {datum.segments === undefined ? (
                  <div className="h-full bg-chart-1" />
                ) : (
                  datum.segments.map((part) => (
                    <div
                      key={part.key}
                      className={cn('shrink', colorOf(part.key))}
                      style={{ flexGrow: part.value }}
                    />
                  ))
                )}
              </div>
            </div>
          ))}
        </div>
        {shown === undefined || active === null ? null : (
          <div
            aria-hidden
            className="pointer-events-none absolute bottom-full z-10 mb-2 min-w-32 rounded-lg border border-line bg-raised px-3 py-2 text-xs shadow-md"
            style={{
              insetInlineStart: `${((active + 0.5) / data.length) * 100}%`,
              translate: `${(-(active + 0.5) / data.length) * 100}%`,
            }}
          >
            <p className="flex justify-between gap-4 font-medium whitespace-nowrap text-fg">
              <span>{shown.label}</span>
              <span className="tabular-nums">{shown.valueLabel}</span>
            </p>
            {shown.segments?.map((part) => (
              <p
                key={part.key}
                className="mt-1 flex items-center gap-2 whitespace-nowrap text-muted"
              >
                <span className={cn('size-2 rounded-[2px]', colorOf(part.key))} />
                <span className="flex-1">
                  {series.find(({ key }) => key === part.key)?.label ?? part.key}
                </span>
                <span className="ps-3 tabular-nums">{part.valueLabel}</span>
              </p>
            ))}
          </div>
        )}
        <div aria-hidden className="mt-2 flex gap-px text-2xs text-subtle sm:gap-1">
          {data.map((datum, index) => (
            <span
              key={datum.label}
              className="flex min-w-0 flex-1 justify-center overflow-visible whitespace-nowrap"
            >
              {index % labelEvery === 0 ? datum.label : ''}
            </span>
          ))}
        </div>
      </div>
      {series.length === 0 ? null : (
        <ul className="flex flex-wrap gap-x-4 gap-y-1 text-xs text-muted">
          {series.map((one) => (
            <li key={one.key} className="flex items-center gap-1.5">
              <span aria-hidden className={cn('size-2 rounded-[2px]', colorOf(one.key))} />
              {one.label}
            </li>
          ))}
        </ul>
      )}
    </figure>
  );
}
