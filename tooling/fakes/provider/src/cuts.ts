/** Where a stream can be cut, in the order of the wire. */
export const CUTS = [
  'before-headers',
  'after-headers',
  'after-start',
  'after-chunk',
  'mid-event',
  'mid-character',
  'after-text',
  'before-usage',
  'after-usage',
  'after-done',
] as const;

/**
 * What a cut is followed by: a reset, silence, bytes that mean nothing and then the end, the end alone; or, for split, a
 * short wait and then all the rest.
 */
export const CUT_ENDINGS = ['reset', 'hang', 'garbage', 'close', 'split'] as const;

export type Cut = (typeof CUTS)[number];
export type CutEnding = (typeof CUT_ENDINGS)[number];
