import { cn } from '@geko/ui/cn';
import { controlClasses } from '@geko/ui/control-classes';

/** The browser's own select: that of the design system writes HTML, which this page's policy forbids. */
export function OfflineSelect({
  label,
  options,
  value,
  onChange,
  className,
}: {
  label: string;
  options: readonly { id: string; name: string }[];
  value: string;
  onChange: (id: string) => void;
  className?: string;
}) {
  return (
    <select
      aria-label={label}
      value={value}
      onChange={(event) => onChange(event.target.value)}
      className={cn(controlClasses, 'h-9 truncate pointer-coarse:h-10', className)}
    >
      {options.map(({ id, name }) => (
        <option key={id} value={id}>
          {name}
        </option>
      ))}
    </select>
  );
}
