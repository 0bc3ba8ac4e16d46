import type { LimitTrace } from '@geko/contracts/errors';
import { type Admission } from '@geko/domain/admission';
import type { Option } from '@geko/domain/choose-option';
import { makeHold, type Hold } from '@geko/domain/hold';
import { holds, type HeldAmount } from '@geko/db/schema/money';
import type { Deps, Scope } from '../deps.ts';
import type { CatalogueModel } from '../models/catalogue.ts';
import { decide, type Call } from '../policy/decide.ts';
import type { PromptMessage } from './history.ts';
import { leaseEnd } from './lease.ts';

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

/** Asks admission and keeps the hold that it has taken. Throws the refusal with its trace and remedies. */
export async function admit(
  scope: Scope,
  deps: Pick<Deps, 'gateway'>,
  input: Call & { turnId: string },
): Promise<Admitted> {
  const { tx, caller, now } = scope;
  const decision = await decide(scope, deps, input, { isDryRun: false });
  const { model, messages, inputTokens, maxOutputTokens, option } = decision;
  await tx.insert(holds).values({
    tenantId: caller.tenantId,
    workspaceId: caller.workspaceId,
    id: input.turnId,
    status: 'held',
    inputTokens,
    maxOutputTokens,
    amounts: heldAmounts(decision.admission, option, maxOutputTokens),
    lots: decision.lots.map(({ lotId, amountNano }) => ({
      lotId,
      amountNano: amountNano.toString(),
    })),
    funding: decision.funding,
    markupBps: decision.markupBps,
    priceVersion: decision.price.version,
    leaseUntil: leaseEnd(),
    createdAt: now,
  });
  return {
    model,
    messages,
    hold: makeHold({ turnId: input.turnId, inputTokens, maxOutputTokens }),
    metering: {
      trace: decision.trace,
      estimateNano:
        decision.charge.fixedNano + decision.charge.perOutputNano * BigInt(maxOutputTokens),
    },
  };
}

/** What the hold has taken of each counter. */
function heldAmounts(
  { counters }: Admission,
  { shares }: Option,
  maxOutputTokens: number,
): HeldAmount[] {
  return counters.flatMap(({ subject, meter, period, periodStart }, index) => {
    const share = shares[index];
    if (!share) return [];
    const amount = share.fixed + share.perOutput * BigInt(maxOutputTokens);
    return [
      {
        subject,
        meter,
        period,
        periodStart: periodStart.toISOString(),
        amount: amount.toString(),
      },
    ];
  });
}
