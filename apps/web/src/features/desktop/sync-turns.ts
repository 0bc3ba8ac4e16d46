import type { LocalTurn } from '@geko/contracts/desktop';
import type { RecordedTurn } from '@geko/contracts/devices';
import { readError, type GekoError } from '../../lib/errors.ts';

/** A turn that the server will not take, whatever is tried. */
export type RefusedTurn = { turn: LocalTurn; error: GekoError };

/** What the loop works with. */
export type SyncLinks = {
  /** Of this person, oldest first. */
  list: () => Promise<LocalTurn[]>;
  record: (turn: LocalTurn) => Promise<RecordedTurn>;
  /** The server has it; what shows it is brought up to date before the shell forgets it. */
  onRecorded: (turn: LocalTurn, recorded: RecordedTurn) => Promise<void>;
  forget: (turnId: string) => Promise<unknown>;
  onRefused: (refused: readonly RefusedTurn[]) => void;
  wait: (ms: number) => Promise<void>;
};

const FIRST_PAUSE_MS = 2_000;
const LONGEST_PAUSE_MS = 60_000;

/** Another try cannot change these. A running answer (TURN_RUNNING) ends, and an outage does. */
const finals: ReadonlySet<string> = new Set([
  'BAD_REQUEST',
  'FORBIDDEN',
  'MODEL_DISABLED',
  'NOT_FOUND',
  'CONFLICT',
  'PAYLOAD_TOO_LARGE',
]);

/** Brings what this machine has answered to the server: each turn once, those of a conversation in their order. */
export type TurnSync = {
  /** Looks now; resolves when there is nothing left that could be done now. */
  now: () => Promise<void>;
  /** What became of a turn: null while the server has it not. */
  recordedOf: (turnId: string) => RecordedTurn | null;
  /** Tries those again that were refused: what they were refused for may have changed. */
  again: () => Promise<void>;
  stop: () => void;
};

export function createTurnSync(links: SyncLinks): TurnSync {
  const recorded = new Map<string, RecordedTurn>();
  const refused = new Map<string, RefusedTurn>();
  let running: Promise<void> | null = null;
  let isAskedAgain = false;
  let isStopped = false;
  let isPausing = false;

  /** One pass over all of them. Whether some have to be tried again later. */
  const pass = async (): Promise<boolean> => {
    const waiting = new Set<string>();
    let isForLater = false;
    for (const turn of await links.list()) {
      if (isStopped) return false;
      const { turnId, conversationId, end } = turn;
      if (refused.has(turnId)) continue;
      // One that is being written holds back those behind it.
      if (end === null || waiting.has(conversationId)) {
        waiting.add(conversationId);
        continue;
      }
      try {
        const kept = recorded.get(turnId) ?? (await links.record(turn));
        recorded.set(turnId, kept);
        await links.onRecorded(turn, kept);
        await links.forget(turnId);
      } catch (error) {
        const known = readError(error);
        if (known !== null && finals.has(known.code)) {
          refused.set(turnId, { turn, error: known });
          links.onRefused([...refused.values()]);
          continue;
        }
        isForLater = true;
        if (known?.code !== 'TURN_RUNNING') return true;
        waiting.add(conversationId);
      }
    }
    return isForLater;
  };

  const tryLater = async (pauseMs: number): Promise<void> => {
    if (isPausing || isStopped) return;
    isPausing = true;
    await links.wait(pauseMs);
    isPausing = false;
    if (!isStopped) await now(Math.min(pauseMs * 2, LONGEST_PAUSE_MS));
  };

  const run = async (pauseMs: number): Promise<void> => {
    let isForLater = false;
    do {
      isAskedAgain = false;
      isForLater = await pass().catch(() => true);
    } while (isAskedAgain && !isForLater && !isStopped);
    if (isForLater) void tryLater(pauseMs);
  };

  const now = (pauseMs = FIRST_PAUSE_MS): Promise<void> => {
    isAskedAgain = true;
    running ??= run(pauseMs).finally(() => {
      running = null;
    });
    return running;
  };

  return {
    now: () => now(),
    recordedOf: (turnId) => recorded.get(turnId) ?? null,
    async again() {
      refused.clear();
      links.onRefused([]);
      await now();
    },
    stop() {
      isStopped = true;
    },
  };
}
