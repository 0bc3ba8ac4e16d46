import type { RecordedTurn } from '@geko/contracts/devices';
import type { TurnSync } from './sync-turns.ts';

/** An answer does not stay open for longer than this only to show its receipt. */
const PATIENCE_MS = 3_000;

let current: TurnSync | null = null;

/** The page's one loop; null takes it away. */
export function holdTurnSync(sync: TurnSync | null): void {
  current = sync;
}

/** Brings a turn that has just ended to the server. null = that has to wait: the server is away, or will not have it. */
export async function recordSoon(turnId: string): Promise<RecordedTurn | null> {
  if (current === null) return null;
  const sync = current;
  const patience = new Promise<void>((resolve) => setTimeout(resolve, PATIENCE_MS));
  await Promise.race([sync.now(), patience]);
  return sync.recordedOf(turnId);
}
