import { NANO_PER_USD } from './usd.ts';

/** Credit that is bought as it stands; beside these any amount between the bounds can be. */
export const creditPackIds = ['small', 'medium', 'large'] as const;
export type CreditPackId = (typeof creditPackIds)[number];

export type CreditPack = {
  name: string;
  /** What it costs in US cents, without tax. */
  priceCents: number;
  /** The credit that it brings. */
  creditNano: bigint;
};

export const creditPacks: Record<CreditPackId, CreditPack> = {
  small: { name: '10 credits', priceCents: 1000, creditNano: 10n * NANO_PER_USD },
  medium: { name: '25 credits', priceCents: 2500, creditNano: 25n * NANO_PER_USD },
  large: { name: '100 credits', priceCents: 10_000, creditNano: 100n * NANO_PER_USD },
};

/** The bounds of a top-up of one's own choice, in US cents. */
export const LEAST_TOP_UP_CENTS = 500;
export const MOST_TOP_UP_CENTS = 100_000;
