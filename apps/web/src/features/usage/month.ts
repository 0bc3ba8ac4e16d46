const MONTH = /^(\d{4})-(0[1-9]|1[0-2])$/;

/** Whether a text is a month such as "2026-11". */
export function isMonth(text: string): boolean {
  return MONTH.test(text);
}

/** The month so many months later or, with a negative step, earlier: ("2026-01", -1) → "2025-12". */
export function addMonths(month: string, step: number): string {
  const match = MONTH.exec(month);
  if (match === null) throw new RangeError(`not a month: ${month}`);
  const total = Number(match[1]) * 12 + Number(match[2]) - 1 + step;
  return `${String(Math.floor(total / 12)).padStart(4, '0')}-${String((total % 12) + 1).padStart(2, '0')}`;
}
