import { z } from 'zod';

// The arithmetic stands in a file of its own, so that a browser can show money without carrying zod.
export { NANO_PER_USD, formatUsd, parseUsd, usdDecimal } from './usd.ts';

/** Money on the wire: nano-USD as a decimal string, since JSON has no bigint. */
export const NanoString = z.string().regex(/^-?\d{1,30}$/, 'must be a whole number of nano-USD');
export type NanoString = z.infer<typeof NanoString>;
