export interface ComboboxItem<Value> {
  /** Unique in the whole list; also what `value` names. */
  id: string;
  value: Value;
  /** Accessible name, and what the search matches. */
  label: string;
  /** More words the search finds, such as provider and aliases. */
  keywords?: string;
  /** Why it cannot be chosen ("Needs the Pro plan"); such an item is shown, reachable and not selectable. */
  lockedReason?: string;
}

export interface ComboboxGroup<Value> {
  id: string;
  label: string;
  items: readonly ComboboxItem<Value>[];
}

/** Case and accents do not count when searching. */
function fold(text: string): string {
  return text.normalize('NFKD').replaceAll(/\p{M}/gu, '').toLowerCase();
}

/** Groups with the items that hold every word of the query, in the order given; empty groups fall away. */
export function filterGroups<Value>(
  groups: readonly ComboboxGroup<Value>[],
  query: string,
): readonly ComboboxGroup<Value>[] {
  const words = fold(query).split(/\s+/u).filter(Boolean);
  return groups
    .map((group) => ({
      ...group,
      items: group.items.filter((item) => {
        const text = fold(`${item.label} ${item.keywords ?? ''} ${group.label}`);
        return words.every((word) => text.includes(word));
      }),
    }))
    .filter((group) => group.items.length > 0);
}
