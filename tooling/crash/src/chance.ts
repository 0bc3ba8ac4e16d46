/** Chance that repeats itself: the same seed, the same choices. */
export type Chance = {
  /** A whole number, both ends included. */
  between(least: number, most: number): number;
  /** True once in `n` times. */
  oneIn(n: number): boolean;
};

/** Makes a source of chance (mulberry32). */
export function createChance(seed: number): Chance {
  let state = seed >>> 0;
  const next = () => {
    state = (state + 0x6d2b79f5) >>> 0;
    let mixed = Math.imul(state ^ (state >>> 15), state | 1);
    mixed ^= mixed + Math.imul(mixed ^ (mixed >>> 7), mixed | 61);
    return ((mixed ^ (mixed >>> 14)) >>> 0) / 2 ** 32;
  };
  return {
    between: (least, most) => least + Math.floor(next() * (most - least + 1)),
    oneIn: (n) => next() < 1 / n,
  };
}
