/** A row to be drawn: its place among all rows, and where it stands from the top of the list, in pixels. */
export type PlacedRow = { index: number; start: number; size: number };

/** Where each row begins, in pixels; one entry more than rows, the last being the height of all. */
export function startsOf(sizes: readonly number[]): number[] {
  const starts = [0];
  let at = 0;
  for (const size of sizes) starts.push((at += size));
  return starts;
}

/**
 * The rows that a scroller shows, and `overscan` more at either end. `starts` as `startsOf` gives them; `top` is how far
 * it is scrolled and `height` how much of it can be seen, in pixels. A list that became shorter shows its end.
 */
export function rowsInSight({
  starts,
  top,
  height,
  overscan,
}: {
  starts: readonly number[];
  top: number;
  height: number;
  overscan: number;
}): PlacedRow[] {
  const count = starts.length - 1;
  const total = starts[count] ?? 0;
  const from = Math.max(0, Math.min(top, total - height));
  const first = Math.max(0, rowAt(starts, from) - overscan);
  const last = Math.min(count - 1, rowAt(starts, from + height) + overscan);
  const rows: PlacedRow[] = [];
  for (let index = first; index <= last; index += 1) {
    const start = starts[index] ?? 0;
    rows.push({ index, start, size: (starts[index + 1] ?? start) - start });
  }
  return rows;
}

/** The row that covers a height: the last one that begins at it or above. */
function rowAt(starts: readonly number[], at: number): number {
  let low = 0;
  let high = Math.max(0, starts.length - 2);
  while (low < high) {
    const middle = Math.ceil((low + high) / 2);
    if ((starts[middle] ?? 0) <= at) low = middle;
    else high = middle - 1;
  }
  return low;
}
