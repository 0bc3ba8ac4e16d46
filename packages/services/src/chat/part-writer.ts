import type { TurnPart } from '@geko/contracts/chat';
import { createPartBuffer } from './part-buffer.ts';

/** Between two writes of the log: viewers see text at this pace, the database at no more. */
const LOG_INTERVAL_MS = 50;
const LOG_RETRY_MS = 500;

/** Brings pieces of an answer into the log, and only from there to viewers. */
export type PartWriter = {
  push(piece: { kind: TurnPart['kind']; text: string }): void;
  /** Ends the writing. Resolves with the parts that the log may not have, and that nobody was shown. */
  end(): Promise<TurnPart[]>;
};

/**
 * append: logs parts, false = the turn was closed by somebody else; deliver: shows what is logged;
 * onClosed: nothing more can be logged. While the log can't be reached viewers wait, and see no text
 * that a crash could still take back.
 */
export function createPartWriter(to: {
  append: (parts: readonly TurnPart[]) => Promise<boolean>;
  deliver: (parts: readonly TurnPart[]) => void;
  onClosed: () => void;
  onError: (error: unknown) => void;
}): PartWriter {
  const buffer = createPartBuffer();
  const ended = Promise.withResolvers<void>();
  let unlogged: TurnPart[] = [];
  let isDone = false;
  let writing: Promise<void> | null = null;

  const appendPending = async (): Promise<'logged' | 'closed' | 'failed'> => {
    try {
      return (await to.append(unlogged)) ? 'logged' : 'closed';
    } catch (error) {
      to.onError(error);
      return 'failed';
    }
  };
  const write = async () => {
    while (!isDone && (unlogged.length > 0 || !buffer.isEmpty())) {
      unlogged.push(...buffer.take());
      const state = await appendPending();
      if (state === 'closed') {
        isDone = true;
        to.onClosed();
        return;
      }
      if (state === 'logged') {
        to.deliver(unlogged);
        unlogged = [];
      }
      await pause(state === 'logged' ? LOG_INTERVAL_MS : LOG_RETRY_MS, ended.promise);
    }
  };
  return {
    push(piece) {
      buffer.push(piece);
      if (!isDone) writing ??= write().finally(() => (writing = null));
    },
    async end() {
      isDone = true;
      ended.resolve();
      await writing;
      return [...unlogged, ...buffer.take()];
    },
  };
}

/** Waits that long, or until the promise settles. */
async function pause(ms: number, until: Promise<void>): Promise<void> {
  const waited = Promise.withResolvers<void>();
  const timer = setTimeout(waited.resolve, ms);
  await Promise.race([waited.promise, until]);
  clearTimeout(timer);
}
