export type MeterTone = 'success' | 'warning' | 'danger';

/** Colour of a quota bar: green below 80 % of the limit, orange below 95 %, then red (SPEC §10). `null` is unlimited. */
export function meterTone(value: number, max: number | null): MeterTone {
  if (max === null) return 'success';
  if (max <= 0) return 'danger';
  const share = value / max;
  if (share >= 0.95) return 'danger';
  return share >= 0.8 ? 'warning' : 'success';
}
