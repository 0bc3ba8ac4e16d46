const unit = (name: string) =>
  new Intl.NumberFormat('en', { style: 'unit', unit: name, unitDisplay: 'long' });

/**
 * A wait for people: 45 → "45 seconds", 600 → "10 minutes". Rounded up, so that nobody comes too early. In the
 * language of the pages, as it stands within their sentences.
 */
export function formatWait(seconds: number): string {
  if (seconds < 90) return unit('second').format(Math.max(1, Math.ceil(seconds)));
  return seconds < 5400
    ? unit('minute').format(Math.ceil(seconds / 60))
    : unit('hour').format(Math.ceil(seconds / 3600));
}
