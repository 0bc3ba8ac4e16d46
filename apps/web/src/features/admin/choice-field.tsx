'use client';
import { Field } from '@geko/ui/field';
import { Select, SelectContent, SelectItem, SelectTrigger } from '@geko/ui/select';

/** One of a few values, each with its name, under a label. */
export function ChoiceField<Value extends string>({
  label,
  value,
  names,
  options,
  onChange,
}: {
  label: string;
  value: Value;
  names: Record<Value, string>;
  options: readonly Value[];
  onChange: (value: Value) => void;
}) {
  return (
    <Field label={label} className="min-w-0">
      <Select
        value={value}
        onValueChange={(next) => {
          const found = options.find((one) => one === next);
          if (found !== undefined) onChange(found);
        }}
      >
        <SelectTrigger />
        <SelectContent>
          {options.map((one) => (
            <SelectItem key={one} value={one}>
              {names[one]}
            </SelectItem>
          ))}
        </SelectContent>
      </Select>
    </Field>
  );
}
