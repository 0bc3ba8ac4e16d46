'use client';
import type { ComboboxGroup, ComboboxItem } from '@geko/ui/combobox-filter';
import { ComboboxList } from '@geko/ui/combobox-list';
import { ComboboxTrigger } from '@geko/ui/combobox-trigger';
import { Field } from '@geko/ui/field';
import { useState, type ReactNode } from 'react';
import { fill } from '../../lib/fill.ts';
import { useMessages } from '../../messages/use-messages.tsx';

/** Chooses one of many by searching. The list opens in the dialog itself, where it scrolls on every device. */
export function PickField<Value>({
  label,
  placeholder,
  groups,
  value,
  onChange,
  error,
  labels,
  renderItem,
}: {
  label: string;
  placeholder: string;
  groups: readonly ComboboxGroup<Value>[];
  value: string | null;
  onChange: (id: string) => void;
  error: string | undefined;
  labels: { search: string; list: string; empty: string };
  renderItem?: (item: ComboboxItem<Value>, state: { isSelected: boolean }) => ReactNode;
}) {
  const { dialog } = useMessages('limits');
  const [isOpen, setOpen] = useState(value === null);
  const chosen = groups.flatMap(({ items }) => items).find(({ id }) => id === value);
  const shown = chosen?.label ?? placeholder;
  return (
    <div className="flex flex-col gap-2">
      <Field label={label} error={error}>
        <ComboboxTrigger
          aria-label={fill(dialog.chosen, { field: label, name: shown })}
          aria-expanded={isOpen}
          aria-haspopup="listbox"
          onClick={() => setOpen(!isOpen)}
        >
          {shown}
        </ComboboxTrigger>
      </Field>
      {isOpen ? (
        <div className="flex max-h-56 flex-col overflow-hidden rounded-lg border border-line-strong bg-surface dark:bg-sunken">
          <ComboboxList
            groups={groups}
            value={value}
            labels={labels}
            renderItem={renderItem}
            onSelect={({ id }) => {
              onChange(id);
              setOpen(false);
            }}
          />
        </div>
      ) : null}
    </div>
  );
}
