/** The month that is now, in UTC as operators' months are: "2026-11". */
export function currentMonth(): string {
  return new Date().toISOString().slice(0, 7);
}

/** The month so many months later or, with a negative step, earlier: ("2026-01", -1) → "2025-12". */
export function addMonths(month: string, step: number): string {
  const [year = 0, number = 1] = month.split('-').map(Number);
  return new Date(Date.UTC(year, number - 1 + step, 1)).toISOString().slice(0, 7);
}
