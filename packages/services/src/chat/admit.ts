import type { LimitTrace } from '@geko/contracts/errors';
import { makeHold, type Hold } from '@geko/domain/hold';
import type { Deps } from '../deps.ts';
import type { CatalogueModel } from '../models/catalogue.ts';
import type { Booking } from '../policy/booking.ts';
import type { Call } from '../policy/call-refusal.ts';
import { decide } from '../policy/decide.ts';
import type { Desk } from '../policy/desk.ts';
import type { PromptMessage } from './history.ts';

/** What an answer tells of the money behind it (SPEC §7, headers). */
export type Metering = {
  /** Every limit as it was before the call, tightest first. */
  trace: LimitTrace[];
  /** The most that the call can be charged. */
  estimateNano: bigint;
};

export type Admitted = {
  model: CatalogueModel;
  messages: PromptMessage[];
  hold: Hold;
  metering: Metering;
  booking: Booking;
};

/** Asks admission, which takes the hold. Throws its refusal. */
export async function admit(
  desk: Desk,
  deps: Pick<Deps, 'gateway'>,
  { turnId, ...call }: Call & { turnId: string },
): Promise<Admitted> {
  const decision = await decide(desk, deps, call, { holdId: turnId });
  const { model, messages, inputTokens, maxOutputTokens, trace, charge, booking } = decision;
  if (booking === null) throw new Error('a hold was not taken');
  return {
    model,
    messages,
    booking,
    hold: makeHold({ turnId: booking.hold.id, inputTokens, maxOutputTokens }),
    metering: {
      trace,
      estimateNano: charge.fixedNano + charge.perOutputNano * BigInt(maxOutputTokens),
    },
  };
}
