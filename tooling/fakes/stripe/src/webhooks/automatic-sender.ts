import { setTimeout as sleep } from 'node:timers/promises';
import type { Event } from '../held.ts';
import { sendEvent } from './send-event.ts';
import type { WebhookTarget } from './send-event.ts';

const MOST_TRIES = 8;
const FIRST_WAIT_MS = 100;

/** Sends each event as it happens, one after the other; one that is not taken is tried again, twice as late each time. */
export function createAutomaticSender() {
  let target: WebhookTarget | null = null;
  let tail = Promise.resolve();
  let isClosed = false;
  const sendUntilTaken = async (event: Event, to: WebhookTarget) => {
    for (let tries = 0; tries < MOST_TRIES && !isClosed; tries += 1) {
      const status = await sendEvent(event, to, { isUnheard: false });
      if (status !== null && status >= 200 && status < 300) return;
      await sleep(FIRST_WAIT_MS * 2 ** tries, undefined, { ref: false });
    }
  };
  return {
    /** null = nothing is sent by itself. */
    setTarget: (wanted: WebhookTarget | null) => void (target = wanted),
    take(event: Event): void {
      const to = target;
      if (to !== null) tail = tail.then(() => sendUntilTaken(event, to));
    },
    /** When all that happened so far was taken, or given up. */
    idle: () => tail,
    close: () => void (isClosed = true),
  };
}
export type AutomaticSender = ReturnType<typeof createAutomaticSender>;
