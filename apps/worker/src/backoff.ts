const FIRST_MS = 250;

/** How long to wait after so many failures in a row: 250 ms, doubled each time, up to mostMs. */
export function backoffMs({ failures, mostMs }: { failures: number; mostMs: number }): number {
  return Math.min(mostMs, FIRST_MS * 2 ** Math.min(failures - 1, 16));
}
