/**
 * For how long, from its last event on, nothing may come of an answer whose provider has said why it ended, or has broken
 * it: its counts, which some tell in an event of their own, are money. Less would cut off those who say that they have
 * ended while they go on; its end alone is in nobody's way meanwhile.
 */
export const LAST_WORDS_MS = 1_000;
