'use client';
import { cn } from '@geko/ui/cn';

/** A few alternatives in a row, one pressed. Plain buttons: they weigh nothing on a page that shows little else. */
export function ChoiceGroup<Value extends string>({
  label,
  value,
  options,
  onChange,
}: {
  label: string;
  value: Value;
  options: readonly { value: Value; label: string }[];
  onChange: (value: Value) => void;
}) {
  return (
    <div
      role="group"
      aria-label={label}
      className="inline-flex rounded-lg bg-active/70 p-0.5 dark:bg-sunken"
    >
      {options.map((option) => (
        <button
          key={option.value}
          type="button"
          aria-pressed={value === option.value}
          onClick={() => onChange(option.value)}
          className={cn(
            'h-8 rounded-md border border-transparent px-3 text-[0.8125rem] font-medium text-muted transition-colors duration-100 hover:text-fg pointer-coarse:h-10',
            'aria-pressed:border-line aria-pressed:bg-surface aria-pressed:text-fg aria-pressed:shadow-xs dark:aria-pressed:bg-active',
          )}
        >
          {option.label}
        </button>
      ))}
    </div>
  );
}
