'use client';
import { Search } from 'lucide-react';
import { useEffect, useId, useState, type ReactNode } from 'react';
import { cn } from './cn.ts';
import { filterGroups, type ComboboxGroup, type ComboboxItem } from './combobox-filter.ts';
import { menuLabelClasses } from './menu-classes.ts';
import { useActiveOption } from './use-active-option.ts';

export interface ComboboxListProps<Value> {
  groups: readonly ComboboxGroup<Value>[];
  /** Id of the chosen item. */
  value: string | null;
  onSelect: (item: ComboboxItem<Value>) => void;
  /** A locked item was chosen: show the upgrade call. Without it nothing happens. */
  onLockedSelect?: ((item: ComboboxItem<Value>) => void) | undefined;
  /** The content of a row. Without it the label stands there, with the reason under it when locked. */
  renderItem?:
    | ((item: ComboboxItem<Value>, state: { isSelected: boolean }) => ReactNode)
    | undefined;
  labels: { search: string; list: string; empty: string };
}

/** Search input over a grouped list of options; focus stays in the input. */
export function ComboboxList<Value>(props: ComboboxListProps<Value>) {
  const { groups, value, onSelect, onLockedSelect, renderItem, labels } = props;
  const baseId = useId();
  const [query, setQuery] = useState('');
  const shown = filterGroups(groups, query);
  const items = shown.flatMap((group) => group.items);

  const choose = (id: string): void => {
    const item = items.find((candidate) => candidate.id === id);
    if (item === undefined) return;
    if (item.lockedReason === undefined) onSelect(item);
    else onLockedSelect?.(item);
  };
  const ids = items.map(({ id }) => id);
  const { activeId, setActiveId, onKeyDown } = useActiveOption(ids, choose);
  const optionId = (id: string): string => `${baseId}-option-${id}`;
  const activeOptionId = activeId === null ? undefined : optionId(activeId);

  // The list opens on the chosen item.
  useEffect(() => setActiveId(value), [setActiveId, value]);
  useEffect(() => {
    if (activeOptionId !== undefined)
      document.getElementById(activeOptionId)?.scrollIntoView({ block: 'nearest' });
  }, [activeOptionId]);

  return (
    <div className="flex min-h-0 flex-col">
      <div className="relative border-b border-line">
        <Search
          aria-hidden
          className="pointer-events-none absolute start-3.5 top-1/2 size-4 -translate-y-1/2 text-subtle"
        />
        <input
          role="combobox"
          aria-label={labels.search}
          aria-expanded
          aria-autocomplete="list"
          aria-controls={`${baseId}-list`}
          aria-activedescendant={activeOptionId}
          placeholder={labels.search}
          autoComplete="off"
          spellCheck={false}
          value={query}
          onChange={(event) => {
            setQuery(event.target.value);
            setActiveId(null);
          }}
          onKeyDown={onKeyDown}
          className="h-11 w-full bg-transparent ps-10 pe-4 text-sm text-fg outline-none placeholder:text-subtle pointer-coarse:text-base"
        />
      </div>
      <div
        id={`${baseId}-list`}
        role="listbox"
        aria-label={labels.list}
        className="min-h-0 flex-1 overflow-y-auto overscroll-contain p-1.5 [scrollbar-width:thin]"
      >
        {shown.map((group) => (
          <div key={group.id} role="group" aria-labelledby={`${baseId}-group-${group.id}`}>
            <div id={`${baseId}-group-${group.id}`} className={menuLabelClasses}>
              {group.label}
            </div>
            {group.items.map((item) => (
              <div
                key={item.id}
                id={optionId(item.id)}
                role="option"
                aria-selected={item.id === value}
                aria-disabled={item.lockedReason === undefined ? undefined : true}
                onPointerMove={() => setActiveId(item.id)}
                onClick={() => choose(item.id)}
                className={cn(
                  'flex min-h-9 cursor-default flex-col justify-center rounded-lg px-2.5 py-1.5 text-sm select-none pointer-coarse:min-h-11',
                  item.id === activeId && 'bg-hover',
                )}
              >
                {renderItem?.(item, { isSelected: item.id === value }) ?? (
                  <>
                    <span>{item.label}</span>
                    {item.lockedReason === undefined ? null : (
                      <span className="text-xs text-subtle">{item.lockedReason}</span>
                    )}
                  </>
                )}
              </div>
            ))}
          </div>
        ))}
      </div>
      <p
        role="status"
        className={cn(
          'px-4 text-center text-sm text-muted',
          items.length === 0 ? 'pb-8 pt-4' : 'sr-only',
        )}
      >
        {items.length === 0 ? labels.empty : ''}
      </p>
    </div>
  );
}
