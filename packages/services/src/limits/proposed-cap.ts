import { MAX_CAP } from '@geko/contracts/limits';

/** What one click raises a cap to: twice as much, and at least one more. */
export function proposedCap(cap: number): number {
  return Math.min(Math.max(cap * 2, cap + 1), MAX_CAP);
}
