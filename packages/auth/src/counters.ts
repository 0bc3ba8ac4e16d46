/** Where operations are counted. Every replica counts in the same place, by that place's clock. */
export type Counters = {
  /**
   * Adds operations to a counter, whose window its first one begins. One step for however many callers at once.
   * Throws whatever the store throws when it cannot be reached.
   */
  count(
    key: string,
    operations: number,
    windowMs: number,
  ): Promise<{ counted: number; resetsInMs: number }>;
  /** Forgets a counter. */
  forget(key: string): Promise<void>;
};
