import type { Meter, UnitUsage } from '@geko/contracts/meters';
import type { holds } from '@geko/db/schema/money';
import type { Admission } from '@geko/domain/admission';
import type { Price } from '@geko/domain/pricing';
import type { Caller } from '../deps.ts';
import type { CatalogueModel } from '../models/catalogue.ts';
import type { TakenHold } from './take-hold.ts';

type HoldRow = typeof holds.$inferSelect;

/**
 * Of a hold's row what its settlement looks at; it does not change as long as it is held. setAside: what the row itself says
 * of that, where the call took it blank and needs less.
 */
export type HeldTerms = Omit<
  HoldRow,
  'userId' | 'modelId' | 'status' | 'leaseUntil' | 'isBlank' | 'createdAt' | 'settledAt'
> & { setAside?: Pick<HoldRow, 'amounts' | 'lots'> };

/** What an admitted call is settled by, as it was when it was admitted. */
export type Booking = {
  hold: HeldTerms;
  model: Pick<CatalogueModel, 'id' | 'name' | 'provider'>;
  price: Price;
  /** The workspace's, by whose days it is counted. */
  timeZone: string;
  /** The plan's own limits on the call, or those of the licence that it came by. */
  planCaps: { meter: Meter; cap: bigint }[];
};

export function bookingOf({
  caller,
  holdId,
  model,
  price,
  units,
  input,
  admission,
  taken,
}: {
  caller: Caller;
  holdId: string;
  model: CatalogueModel;
  price: Price;
  units: UnitUsage;
  input: { inputTokens: number };
  admission: Admission;
  taken: NonNullable<TakenHold['taken']>;
}): Booking {
  const option = admission.options[taken.option];
  if (option === undefined) throw new Error('a hold was taken of no option');
  return {
    hold: {
      tenantId: caller.tenantId,
      workspaceId: caller.workspaceId,
      id: holdId,
      inputTokens: input.inputTokens,
      maxOutputTokens: taken.maxOutputTokens,
      amounts: taken.amounts,
      lots: taken.lots.map(({ lotId, amountNano }) => ({ lotId, amountNano: `${amountNano}` })),
      funding: option.funding,
      markupBps: option.markupBps,
      priceVersion: price.version,
      apiKeyId: caller.apiKeyId,
      ...units,
      ...(taken.blank && { id: taken.blank.id, setAside: taken.blank }),
    },
    model,
    price,
    timeZone: caller.timeZone,
    planCaps: admission.limits
      .filter(({ setBy }) => setBy === 'plan' || setBy === 'licence')
      .map(({ cap, counter: { meter } }) => ({ meter, cap })),
  };
}
