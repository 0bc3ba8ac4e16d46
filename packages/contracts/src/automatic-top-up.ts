import { z } from 'zod';
import { LEAST_TOP_UP_CENTS, MOST_TOP_UP_CENTS } from './credit-packs.ts';
import { InWorkspace } from './workspace.ts';

/**
 * Why nothing is bought any more: the card was declined, its owner has to confirm each payment, there is no card, Stripe
 * does not know whose tax is to be paid, or nobody could tell what became of a payment.
 */
export const topUpStops = ['declined', 'needs_owner', 'no_card', 'no_address', 'unknown'] as const;
export type TopUpStop = (typeof topUpStops)[number];

const MOST_MONTHLY_CENTS = 1_000_000;

const terms = {
  /** Below so much credit it is bought, in US cents. */
  thresholdCents: z.number().int().min(0).max(MOST_TOP_UP_CENTS),
  amountCents: z.number().int().min(LEAST_TOP_UP_CENTS).max(MOST_TOP_UP_CENTS),
  /** What is bought at most in a calendar month of the workspace. */
  monthlyCapCents: z.number().int().min(LEAST_TOP_UP_CENTS).max(MOST_MONTHLY_CENTS),
};

/** Switches it on, also after it has stopped, or off. */
export const SetAutomaticTopUp = InWorkspace.extend({ isOn: z.boolean(), ...terms });
export type SetAutomaticTopUp = z.infer<typeof SetAutomaticTopUp>;

/** state: stopped = until it is switched on again or a card is mended; capped = until next month. */
export const AutomaticTopUp = z.object({
  state: z.enum(['off', 'on', 'buying', 'stopped', 'capped']),
  stop: z.enum(topUpStops).nullable(),
  ...terms,
  /** What was bought by itself this month. */
  boughtCents: z.number().int(),
});
export type AutomaticTopUp = z.infer<typeof AutomaticTopUp>;
