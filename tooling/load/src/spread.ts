/** What a figure was over the rounds. */
export type Spread = { least: number; median: number; most: number };

/** The least, the middle (of an even count the upper one) and the most; NaN of nothing. */
export function spreadOf(values: readonly number[]): Spread {
  const sorted = values.toSorted((a, b) => a - b);
  const at = (index: number) => sorted[index] ?? Number.NaN;
  return { least: at(0), median: at(Math.floor(sorted.length / 2)), most: at(sorted.length - 1) };
}
