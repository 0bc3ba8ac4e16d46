import { setTimeout as sleep } from 'node:timers/promises';
import type { Event } from '../held.ts';
import { planDeliveries } from './plan-deliveries.ts';
import type { DeliveryChaos, PlannedSend } from './plan-deliveries.ts';
import { sendEvent } from './send-event.ts';

/** One send as it went. Status null: nothing came back, or nothing was sent. */
export type Delivery = {
  eventId: string;
  type: string;
  fate: PlannedSend['fate'];
  status: number | null;
};

/** Rounds of trying those again that were not answered with 2xx, after all that was planned; later and later. */
const MOST_ROUNDS = 12;
const FIRST_WAIT_MS = 20;
const MOST_WAIT_MS = 1000;

const isTaken = ({ status }: Delivery) => status !== null && status >= 200 && status < 300;

/**
 * Sends events as badly as told, and those that were not answered with 2xx again, until all were or it gives up after some
 * seconds. Several addresses, as of several servers, are taken in turn. The deliveries come in the order in which they
 * were begun.
 */
export async function deliver(
  events: readonly Event[],
  { urls, secret }: { urls: readonly string[]; secret: string },
  chaos: DeliveryChaos,
): Promise<Delivery[]> {
  const byId = new Map(events.map((event) => [event.id, event]));
  const done: Delivery[] = [];
  const { concurrency = 1 } = chaos;
  let turn = 0;
  const nextTarget = () => ({ url: urls[(turn += 1) % urls.length] ?? '', secret });
  const sendWave = async (wave: PlannedSend[]) => {
    const sent = await Promise.all(
      wave.map(async ({ eventId, fate }): Promise<Delivery[]> => {
        const event = byId.get(eventId);
        if (event === undefined) return [];
        const status =
          fate === 'lost'
            ? null
            : await sendEvent(event, nextTarget(), { isUnheard: fate === 'unheard' });
        return [{ eventId, type: event.type, fate, status }];
      }),
    );
    done.push(...sent.flat());
  };
  const waves = planDeliveries([...byId.keys()], chaos);
  const planned = new Set(waves.flat().map(({ eventId }) => eventId));
  for (const wave of waves) await sendWave(wave);
  for (let round = 0; round < MOST_ROUNDS; round += 1) {
    const taken = new Set(done.filter(isTaken).map(({ eventId }) => eventId));
    const refused = [...planned].filter((id) => !taken.has(id));
    if (refused.length === 0) break;
    await sleep(Math.min(MOST_WAIT_MS, FIRST_WAIT_MS * 2 ** round));
    for (let from = 0; from < refused.length; from += concurrency) {
      const wave = refused.slice(from, from + concurrency);
      await sendWave(wave.map((eventId) => ({ eventId, fate: 'arrives' })));
    }
  }
  return done;
}
