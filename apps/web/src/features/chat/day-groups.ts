/** Headings of the conversation list, newest first. */
export const dayGroups = ['today', 'yesterday', 'week', 'older'] as const;
export type DayGroup = (typeof dayGroups)[number];

/** Start of the reader's calendar day, `daysBack` days before the one of `now`. */
function startOfDay(now: Date, daysBack: number): number {
  return new Date(now.getFullYear(), now.getMonth(), now.getDate() - daysBack).getTime();
}

export type ListRow<Item> = { kind: 'heading'; group: DayGroup } | { kind: 'item'; item: Item };

/**
 * Rows of a list sorted newest first: a heading before the first item of each group, by the reader's calendar
 * days ('week' = the seven days before yesterday). An item from the future counts as today.
 */
export function groupByDay<Item extends { updatedAt: string }>(
  items: readonly Item[],
  now: Date,
): ListRow<Item>[] {
  const starts: readonly [DayGroup, number][] = [
    ['today', startOfDay(now, 0)],
    ['yesterday', startOfDay(now, 1)],
    ['week', startOfDay(now, 8)],
  ];
  const rows: ListRow<Item>[] = [];
  let current: DayGroup | null = null;
  for (const item of items) {
    const at = Date.parse(item.updatedAt);
    const group = starts.find(([, start]) => at >= start)?.[0] ?? 'older';
    // An item out of order stays where it is, under the heading it stands below.
    if (current === null || dayGroups.indexOf(group) > dayGroups.indexOf(current)) {
      rows.push({ kind: 'heading', group });
      current = group;
    }
    rows.push({ kind: 'item', item });
  }
  return rows;
}
