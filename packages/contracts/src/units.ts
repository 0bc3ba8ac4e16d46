/** What is counted of a call that is not tokens, in the order of a receipt's lines. Apart from schemas, for the browser. */
export const unitNames = ['images', 'characters', 'seconds'] as const;
export type UnitName = (typeof unitNames)[number];
