import { rm } from 'node:fs/promises';
import { dirname } from 'node:path';
import type { LocalModelId } from '@geko/contracts/local-models';
import { LocalModelError, toLocalError } from '../local-error.ts';
import type { StatusBoard } from '../status-board.ts';

/** One install that runs or waits. */
type Install = { done: Promise<void>; stop: AbortController };

export type Installs = {
  /** Runs `work` when those before it have ended; who asks for the same meanwhile gets the same promise. */
  begin(id: LocalModelId, work: (signal: AbortSignal) => Promise<void>): Promise<void>;
  isRunning(id: LocalModelId): boolean;
  /** Stops one and waits until it has ended. */
  stop(id: LocalModelId): Promise<void>;
  stopAll(): Promise<void>;
};

/** Installs one after the other: two would share one line, and each come later. */
export function createInstalls(board: StatusBoard): Installs {
  const running = new Map<LocalModelId, Install>();
  let queue: Promise<unknown> = Promise.resolve();
  async function stop(id: LocalModelId): Promise<void> {
    const install = running.get(id);
    install?.stop.abort();
    await install?.done.catch(() => undefined);
  }
  return {
    begin(id, work) {
      const same = running.get(id);
      if (same) return same.done;
      const stopping = new AbortController();
      const { signal } = stopping;
      board.set(id, { state: 'waiting' });
      const turn = queue.then(async () => {
        try {
          if (signal.aborted) throw new LocalModelError('cancelled');
          await work(signal);
          board.set(id, null, { state: 'ready' });
        } catch (cause) {
          const error = toLocalError(cause, 'engine_crashed');
          if (error.code !== 'cancelled') board.set(id, { state: 'error', error: error.code });
          throw error;
        } finally {
          running.delete(id);
        }
      });
      queue = turn.catch(() => undefined);
      running.set(id, { done: turn, stop: stopping });
      return turn;
    },
    isRunning: (id) => running.has(id),
    stop,
    async stopAll() {
      await Promise.all([...running.keys()].map(stop));
    },
  };
}

/** Deletes a model with all that was downloaded of it. */
export async function deleteModel(path: string): Promise<void> {
  await rm(dirname(path), { recursive: true, force: true });
}
