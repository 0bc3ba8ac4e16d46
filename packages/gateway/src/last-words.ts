/** For how long nothing may come from a provider that has said why it ended, before it is taken to have ended. */
const LAST_WORDS_MS = { withCounts: 250, withoutCounts: 1_000 };

/**
 * How long to wait for more of an answer whose provider has said why it ended, from its last event on. Its end alone is
 * not waited for long; its counts, which some tell in an event of their own, are money. hasCounts: whether they are there.
 */
export function lastWordsMs({ hasCounts }: { hasCounts: boolean }): number {
  return hasCounts ? LAST_WORDS_MS.withCounts : LAST_WORDS_MS.withoutCounts;
}
