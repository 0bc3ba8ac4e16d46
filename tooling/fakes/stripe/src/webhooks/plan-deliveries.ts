/**
 * How badly deliveries go. Shares lie between 0 and 1.
 * late: comes after all that were on time. doubled: sent twice. lost: never arrives, and is sent again. unheard: arrives,
 * but the connection breaks before the answer is read, so it is sent again. dropped: never arrives, and is given up, as
 * after three days in vain.
 */
export type DeliveryChaos = {
  seed: number;
  late?: number;
  doubled?: number;
  lost?: number;
  unheard?: number;
  dropped?: number;
  isShuffled?: boolean;
  /** How many are under way at once; 1 unless told. */
  concurrency?: number;
};

export type PlannedSend = { eventId: string; fate: 'arrives' | 'lost' | 'unheard' };

/** An event that was lost this often arrives at last: Stripe tries for three days. */
const MOST_LOST = 3;

/** Small, quick and the same everywhere: mulberry32. */
export function seededRandom(seed: number): () => number {
  let state = seed >>> 0;
  return () => {
    state = (state + 0x6d2b79f5) >>> 0;
    let mixed = Math.imul(state ^ (state >>> 15), state | 1);
    mixed ^= mixed + Math.imul(mixed ^ (mixed >>> 7), mixed | 61);
    return ((mixed ^ (mixed >>> 14)) >>> 0) / 4_294_967_296;
  };
}

function shuffle<T>(items: T[], random: () => number): T[] {
  const shuffled = [...items];
  for (let last = shuffled.length - 1; last > 0; last -= 1) {
    const other = Math.floor(random() * (last + 1));
    const [one, two] = [shuffled[last], shuffled[other]] as [T, T];
    shuffled[last] = two;
    shuffled[other] = one;
  }
  return shuffled;
}

/**
 * What is sent, wave by wave; those of a wave are under way at once. The same seed makes the same plan. Each event that is
 * not dropped arrives and is heard at least once.
 */
export function planDeliveries(eventIds: readonly string[], chaos: DeliveryChaos): PlannedSend[][] {
  const { late = 0, doubled = 0, lost = 0, unheard = 0, dropped = 0, concurrency = 1 } = chaos;
  const random = seededRandom(chaos.seed);
  const draw = (eventId: string, tries: number): PlannedSend => {
    const chance = random();
    if (tries >= MOST_LOST || chance >= lost + unheard) return { eventId, fate: 'arrives' };
    return { eventId, fate: chance < lost ? 'lost' : 'unheard' };
  };
  const rounds: PlannedSend[][] = [[]];
  const put = (round: number, send: PlannedSend, tries: number): void => {
    (rounds[round] ??= []).push(send);
    if (send.fate !== 'arrives') put(round + 1, draw(send.eventId, tries + 1), tries + 1);
  };
  const delayed: string[] = [];
  for (const eventId of eventIds) {
    if (dropped > 0 && random() < dropped) continue;
    const copies = random() < doubled ? 2 : 1;
    for (let copy = 0; copy < copies; copy += 1) {
      if (random() < late) delayed.push(eventId);
      else put(0, draw(eventId, 0), 0);
    }
  }
  const last = rounds.length;
  for (const eventId of delayed) put(last, draw(eventId, 0), 0);
  return rounds.flatMap((round) => {
    const sends = chaos.isShuffled === true ? shuffle(round, random) : round;
    const waves: PlannedSend[][] = [];
    for (let from = 0; from < sends.length; from += concurrency) {
      waves.push(sends.slice(from, from + concurrency));
    }
    return waves;
  });
}
