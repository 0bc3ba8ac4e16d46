/** One figure that was not what the books say: what it was, what it is now. */
export type Rebuilt = { what: string; before: string; after: string };
