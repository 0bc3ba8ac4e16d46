import {
  AppError,
  type AppErrorDetails,
  type ErrorCode,
  type LimitTrace,
} from '@geko/contracts/errors';
import { type Funding, NO_UNITS, type UnitUsage } from '@geko/contracts/meters';
import { unitNames } from '@geko/contracts/units';
import type { ModelAccess } from '@geko/contracts/models';
import {
  type ChargeBound,
  isCharged,
  planAdmission,
  refusalCode,
  traceLimits,
} from '@geko/domain/admission';
import { maxCharge } from '@geko/domain/max-charge';
import { FREE_PRICE, type Price } from '@geko/domain/pricing';
import { countInputTokens } from '@geko/domain/tokens';
import { unitPrice } from '@geko/domain/unit-pricing';
import { fitHistory, type PromptMessage } from '../chat/history.ts';
import type { Deps } from '../deps.ts';
import { accessOf } from '../models/access-of.ts';
import type { CatalogueModel, OfferedModel } from '../models/catalogue.ts';
import { CallRefusal, hasTurn, type Call, type Refused } from './call-refusal.ts';
import { type Booking, bookingOf } from './booking.ts';
import type { Desk } from './desk.ts';
import { plainly, remediesFrom, waitUntil } from './remedies-from.ts';

/** An answer is not begun with less room than this. */
export const MIN_OUTPUT_TOKENS = 16;
/** What the plan includes pays for the last answers of a period as long as they may have so much; then credit does. */
const COMFORTABLE_OUTPUT_TOKENS = 1_024;
/** What an answer may have at most unless the model's own bound is lower. */
const DESIRED_OUTPUT_TOKENS = 8_192;

export type Decision = {
  model: CatalogueModel;
  /** 0 = of what costs nothing. */
  price: Price;
  messages: PromptMessage[];
  inputTokens: number;
  maxOutputTokens: number;
  units: UnitUsage;
  funding: Funding;
  markupBps: number;
  /** The most that the call can be charged; nothing where it is not. */
  charge: ChargeBound;
  trace: LimitTrace[];
  walletNano: bigint | null;
  /** What the call is settled by; null = a dry run. */
  booking: Booking | null;
};

/**
 * The one decision before a provider call, for every surface (SPEC §7): membership and permission are the caller's, then
 * model → plan → every limit → funds. Takes the hold in the same step, unless it is a dry run, which only tells.
 *
 * @param holdId of the hold that is taken; null = a dry run.
 * @throws CallRefusal with the trace of every limit that was looked at, and the plain remedies; with-remedies.ts finds the others.
 */
export async function decide(
  desk: Desk,
  deps: Pick<Deps, 'gateway'>,
  call: Call,
  { holdId }: { holdId: string | null },
): Promise<Decision> {
  const { caller, now } = desk;
  const refuse = (code: ErrorCode, details: AppErrorDetails, refused: Refused) =>
    new CallRefusal(
      code,
      { ...details, remedies: remediesFrom(caller, plainly(caller, refused)) },
      { call, refused },
    );
  const offered = await desk.findModel(call.modelId);
  if (!offered || (offered.model.kind === 'chat') !== (call.units === null)) {
    throw refuse('MODEL_UNKNOWN', { field: 'modelId' }, { model: null, trace: [], isPlans: true });
  }
  const { model } = offered;
  if (caller.onlyModelIds?.has(model.id) === false) {
    throw refuse(
      'FORBIDDEN',
      { field: 'modelId', message: `This key may not use ${model.name}.` },
      { model, trace: [], isPlans: false },
    );
  }
  const access = accessOf(caller, offered, deps.gateway);
  if (!access.isAllowed) {
    throw refuse(
      refusalCodes[access.reason],
      { field: 'modelId' },
      { model, trace: [], isPlans: access.reason === 'plan' },
    );
  }
  const price: Price = offered.price ?? FREE_PRICE;
  const units = call.units ?? NO_UNITS;
  assertPriced(units, price, model);
  const input = measure(offered, call);
  const chargeAt = (markupBps: number) =>
    maxCharge({ price, markupBps, inputTokens: input.inputTokens, units, isCharged: true });
  const admission = planAdmission({
    plan: caller.plan,
    tier: model.tier,
    limits: await desk.limitsOn(model),
    inputTokens: input.inputTokens,
    markups: await desk.markupsOn(model),
    chargeAt,
  });
  const { taken, states, walletNano } = await desk.takeHold(admission, {
    wanted: {
      desiredOutputTokens: input.desiredOutputTokens,
      minOutputTokens: input.minOutputTokens,
      comfortableOutputTokens: Math.max(COMFORTABLE_OUTPUT_TOKENS, input.minOutputTokens),
    },
    now,
    hold:
      holdId === null
        ? null
        : {
            id: holdId,
            modelId: model.id,
            inputTokens: input.inputTokens,
            priceVersion: price.version,
            apiKeyId: caller.apiKeyId,
            named: hasTurn(call) ? null : { userId: caller.userId, units },
          },
  });
  const trace = traceLimits(admission, states, input.minOutputTokens);
  const option = taken === null ? undefined : admission.options[taken.option];
  if (taken === null || option === undefined) {
    const code = refusalCode(trace, walletNano);
    const isPlans = trace.some(({ isExceeded, setBy }) => isExceeded && setBy === 'plan');
    throw refuse(
      code,
      // Money does not come back by waiting, and clients do not retry 402.
      { trace, ...(code === 'QUOTA_EXCEEDED' ? waitOf(trace, now) : {}) },
      { model, trace, isPlans },
    );
  }
  return {
    model,
    price,
    messages: input.messages,
    inputTokens: input.inputTokens,
    maxOutputTokens: taken.maxOutputTokens,
    units,
    funding: option.funding,
    markupBps: option.markupBps,
    charge: isCharged(option.funding) ? chargeAt(option.markupBps) : NO_CHARGE,
    trace,
    walletNano,
    booking:
      holdId === null
        ? null
        : bookingOf({ caller, holdId, model, price, units, input, admission, taken }),
  };
}

const NO_CHARGE: ChargeBound = { fixedNano: 0n, perOutputNano: 0n };

/** What has no price cannot be asked for. */
function assertPriced(units: UnitUsage, price: Price, model: CatalogueModel): void {
  const kind = units.imageKind;
  const unpriced = unitNames.find(
    (unit) => units[unit] > 0 && unitPrice(price, unit, kind) === null,
  );
  if (unpriced === undefined) return;
  const kinds = Object.keys(price.imageNano ?? {});
  throw new AppError('BAD_REQUEST', {
    field: unpriced === 'images' ? 'units.imageKind' : `units.${unpriced}`,
    message:
      unpriced === 'images' && kinds.length > 0
        ? `${model.name} makes images of ${kinds.join(', ')}; not of ${kind ?? 'no kind'}.`
        : `${model.name} has no price for ${unpriced}.`,
  });
}

/** What of a chat's history the model reads, or all else that it is given, and how much room is left for an answer. */
function measure({ model }: OfferedModel, call: Call) {
  const { history, whole } = call;
  const maxOutput = Math.min(
    model.maxOutputTokens,
    whole?.maxOutputTokens ?? DESIRED_OUTPUT_TOKENS,
  );
  const messages = hasTurn(call)
    ? fitHistory(history, Math.max(0, model.contextTokens - maxOutput))
    : history;
  const inputTokens =
    (messages.length === 0 ? 0 : countInputTokens({ messages, provider: model.provider })) +
    (whole?.extraInputTokens ?? 0);
  if (whole?.isIndivisible) {
    const desiredOutputTokens = whole.maxOutputTokens ?? 0;
    return { messages, inputTokens, desiredOutputTokens, minOutputTokens: desiredOutputTokens };
  }
  const room = model.contextTokens - inputTokens;
  if (room < Math.min(MIN_OUTPUT_TOKENS, maxOutput)) {
    throw new AppError('CONTEXT_TOO_LONG', {
      field: inputField(call),
      message: `${model.name} reads at most ${model.contextTokens.toLocaleString('en')} tokens; this has about ${inputTokens.toLocaleString('en')}.`,
    });
  }
  const desiredOutputTokens = Math.min(maxOutput, room);
  const minOutputTokens = Math.min(MIN_OUTPUT_TOKENS, desiredOutputTokens);
  return { messages, inputTokens, desiredOutputTokens, minOutputTokens };
}

function inputField(call: Call): string {
  if (call.whole !== undefined) return 'messages';
  return hasTurn(call) ? 'message.text' : 'input';
}

const refusalCodes = {
  role: 'FORBIDDEN',
  plan: 'MODEL_LOCKED',
  workspace: 'MODEL_DISABLED',
  unpriced: 'MODEL_UNKNOWN',
  no_key: 'PROVIDER_UNAVAILABLE',
} as const satisfies Record<Extract<ModelAccess, { isAllowed: false }>['reason'], string>;

/** When to try again: as soon as every limit that is in the way has been reset. */
function waitOf(trace: LimitTrace[], now: Date): { retryAfterSeconds?: number } {
  const until = waitUntil(trace);
  return until === null
    ? {}
    : { retryAfterSeconds: Math.max(1, Math.ceil((Date.parse(until) - now.getTime()) / 1000)) };
}
