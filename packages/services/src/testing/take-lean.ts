import { inTenant, type Db, type TenantContext } from '@geko/db/client';
import { planAdmission } from '@geko/domain/admission';
import { planLimits, setLimits, type SetLimit } from '@geko/domain/limits';
import { SEEDED_SYSTEM_MARKUP_BPS } from '@geko/domain/markup';
import { maxCharge } from '@geko/domain/max-charge';
import { calendarMonth } from '@geko/domain/periods';
import { countInputTokens } from '@geko/domain/tokens';
import { takeHold } from '../policy/take-hold.ts';
import { type MoneyModelId, moneyModels, moneyPlans, moneyPrices } from './money-steps.ts';

const TIME_ZONE = 'UTC';

/** What every racing call says. */
export const RACE_TEXT = 'race';
const inputTokens = countInputTokens({
  messages: [{ role: 'user', text: RACE_TEXT }],
  provider: 'openai',
});

/** Takes a hold on a Free workspace as admission does, but for what it reads before. False = refused. */
export async function takeLean(
  db: Db,
  place: TenantContext,
  call: { turnId: string; modelId: MoneyModelId; limits: readonly SetLimit[]; now: Date },
): Promise<boolean> {
  const { turnId, modelId, limits, now } = call;
  const model = moneyModels.find(({ id }) => id === modelId);
  if (!model) throw new Error(`no model ${modelId}`);
  const plan = moneyPlans.free;
  const { userId } = place;
  const month = calendarMonth({ at: now, timeZone: TIME_ZONE });
  const admission = planAdmission({
    plan,
    tier: model.tier,
    limits: [
      ...planLimits({ plan, modelId, modelTier: model.tier, month }),
      ...setLimits({ limits, userId, at: now, timeZone: TIME_ZONE }),
    ],
    inputTokens,
    markups: {
      workspaceModelBps: null,
      planKindBps: null,
      planBps: plan.postpaidMarkupBps,
      systemBps: SEEDED_SYSTEM_MARKUP_BPS,
    },
    chargeAt: (markupBps) =>
      maxCharge({ price: moneyPrices[modelId], markupBps, inputTokens, isCharged: true }),
  });
  // A tier that the plan locks has no way to pay.
  if (admission.options.length === 0) return false;
  const { taken } = await inTenant(db, place, (tx) =>
    takeHold(tx, admission, {
      wanted: {
        desiredOutputTokens: model.maxOutputTokens,
        minOutputTokens: 16,
        comfortableOutputTokens: 1_024,
      },
      now,
      hold: { id: turnId, modelId, inputTokens, priceVersion: 1 },
    }),
  );
  return taken !== null;
}
