import { spreadOf } from '../spread.ts';

/** What a figure has to be; null in a row = told for information. */
export type Budget = { atMost: number } | { atLeast: number };

/** One figure: what was measured, in which unit, once per round. */
export type Row = {
  what: string;
  unit: string;
  values: readonly number[];
  budget: Budget | null;
};

/** Whether the median of the rounds keeps the budget. */
export function isKept({ values, budget }: Row): boolean {
  if (budget === null) return true;
  const { median } = spreadOf(values);
  return 'atMost' in budget ? median <= budget.atMost : median >= budget.atLeast;
}

/** Rows as a Markdown table: median (least–most), budget, and the share of the budget that is used up. */
export function reportTable(title: string, rows: readonly Row[]): string {
  return [
    `### ${title}`,
    '',
    '| Measured | Reached (spread) | Budget | Reached ÷ budget | |',
    '| --- | ---: | ---: | ---: | :-: |',
    ...rows.map(reportRow),
    '',
  ].join('\n');
}

function reportRow(row: Row): string {
  const { what, unit, values, budget } = row;
  const { least, median, most } = spreadOf(values);
  const range = least === most ? '' : ` (${format(least)}–${format(most)})`;
  const reached = `${format(median)}${unit === '' ? '' : ` ${unit}`}${range}`;
  if (budget === null) return `| ${what} | ${reached} | | | |`;
  const isMost = 'atMost' in budget;
  const bound = isMost ? budget.atMost : budget.atLeast;
  const ratio = isMost ? median / bound : bound / median;
  const wanted = `${isMost ? '≤' : '≥'} ${format(bound)}${unit === '' ? '' : ` ${unit}`}`;
  return `| ${what} | ${reached} | ${wanted} | ${ratio.toFixed(2)} | ${isKept(row) ? '✓' : '✗'} |`;
}

function format(value: number): string {
  if (Number.isInteger(value)) return value.toLocaleString('en');
  return value.toFixed(Math.abs(value) < 10 ? 2 : Math.abs(value) < 100 ? 1 : 0);
}
