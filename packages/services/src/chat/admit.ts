import type { LimitTrace } from '@geko/contracts/errors';
import { makeHold, type Hold } from '@geko/domain/hold';
import type { Deps, Scope } from '../deps.ts';
import type { CatalogueModel } from '../models/catalogue.ts';
import type { Call } from '../policy/call-refusal.ts';
import { decide } from '../policy/decide.ts';
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
};

/** Asks admission, which takes the hold. Throws its refusal. */
export async function admit(
  scope: Scope,
  deps: Pick<Deps, 'gateway'>,
  { turnId, ...call }: Call & { turnId: string },
): Promise<Admitted> {
  const { model, messages, inputTokens, maxOutputTokens, trace, charge } = await decide(
    scope,
    deps,
    call,
    { holdId: turnId },
  );
  return {
    model,
    messages,
    hold: makeHold({ turnId, inputTokens, maxOutputTokens }),
    metering: {
      trace,
      estimateNano: charge.fixedNano + charge.perOutputNano * BigInt(maxOutputTokens),
    },
  };
}
