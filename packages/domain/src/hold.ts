declare const holdBrand: unique symbol;

/** Proof that admission set funds and quota aside for one call. The gateway calls no provider without one. */
export type Hold = {
  readonly turnId: string;
  /** Input as counted before the call. */
  readonly inputTokens: number;
  /** The most output the hold buys; sent to the provider as its limit. */
  readonly maxOutputTokens: number;
  readonly [holdBrand]: true;
};

/** For admission only, after the hold is committed in the database; and for tests of the gateway. */
export function makeHold(facts: {
  turnId: string;
  inputTokens: number;
  maxOutputTokens: number;
}): Hold {
  return Object.freeze({ ...facts }) as Hold;
}
