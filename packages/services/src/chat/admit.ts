import { sql } from 'drizzle-orm';
import { AppError, type Remedy } from '@geko/contracts/errors';
import type { ModelAccess } from '@geko/contracts/models';
import { planTable, type PlanId } from '@geko/contracts/plans';
import { makeHold, type Hold } from '@geko/domain/hold';
import { planLimits, toLimitTrace, withInput, type HoldLimit } from '@geko/domain/limits';
import { fundingOf, markupBpsOf } from '@geko/domain/model-access';
import { calendarMonth } from '@geko/domain/periods';
import { countInputTokens } from '@geko/domain/tokens';
import { holds, type HeldAmount } from '@geko/db/schema/money';
import type { Deps, Scope } from '../deps.ts';
import { accessOf } from '../models/access-of.ts';
import { findModel, type CatalogueModel } from '../models/catalogue.ts';
import { fitHistory, type PromptMessage } from './history.ts';
import { leaseEnd } from './lease.ts';

/** An answer is not begun with less room than this. */
const MIN_OUTPUT_TOKENS = 16;
/** What an answer may have at most unless the model's own bound is lower. */
const DESIRED_OUTPUT_TOKENS = 8_192;

export type Admission = { model: CatalogueModel; messages: PromptMessage[]; hold: Hold };

/**
 * The decision before a provider call: model → plan → every limit, and the hold on all of them in
 * one atomic step. Throws the refusal with its trace and remedies.
 */
export async function admit(
  scope: Scope,
  deps: Pick<Deps, 'gateway'>,
  input: { turnId: string; modelId: string; history: PromptMessage[] },
): Promise<Admission> {
  const { tx, caller, now } = scope;
  const offered = await findModel(tx, { ...caller, now, modelId: input.modelId });
  if (!offered || offered.model.kind !== 'chat') {
    throw new AppError('MODEL_UNKNOWN', { field: 'modelId', remedies: upgradeRemedies(caller) });
  }
  const { model, price } = offered;
  const access = accessOf(caller, offered, deps.gateway);
  if (!access.isAllowed) throw refusal(access, caller);

  const maxOutput = Math.min(model.maxOutputTokens, DESIRED_OUTPUT_TOKENS);
  const messages = fitHistory(input.history, Math.max(0, model.contextTokens - maxOutput));
  const inputTokens = countInputTokens({ messages, provider: model.provider });
  const room = model.contextTokens - inputTokens;
  if (room < MIN_OUTPUT_TOKENS) {
    throw new AppError('CONTEXT_TOO_LONG', {
      field: 'message.text',
      message: `${model.name} reads at most ${model.contextTokens.toLocaleString('en')} tokens; this message has about ${inputTokens.toLocaleString('en')}.`,
    });
  }
  const period = calendarMonth({ at: now, timeZone: caller.timeZone });
  const limits = withInput(
    planLimits({ planId: caller.planId, modelId: model.id, modelTier: model.tier, period }),
    inputTokens,
  );
  const maxOutputTokens = await takeHold(scope, limits, Math.min(maxOutput, room));
  await tx.insert(holds).values({
    tenantId: caller.tenantId,
    workspaceId: caller.workspaceId,
    id: input.turnId,
    status: 'held',
    inputTokens,
    maxOutputTokens,
    amounts: limits.map((limit) => heldAmount(limit, maxOutputTokens)),
    funding: fundingOf({ planId: caller.planId, tier: model.tier }),
    markupBps: markupBpsOf({ planId: caller.planId, tier: model.tier }),
    priceVersion: price?.version ?? 0,
    leaseUntil: leaseEnd(),
    createdAt: now,
  });
  return {
    model,
    messages,
    hold: makeHold({ turnId: input.turnId, inputTokens, maxOutputTokens }),
  };
}

type TakenHold = {
  maxOutputTokens: number | null;
  counters: { subject: string; meter: string; used: string; held: string }[];
};

/** Takes every limit or none; the output is clamped to what the tightest one can still pay. */
async function takeHold(
  { tx, caller, now }: Scope,
  limits: HoldLimit[],
  desiredOutput: number,
): Promise<number> {
  const wanted = limits.map((limit) => ({
    subject: limit.subject,
    meter: limit.meter,
    periodStart: limit.periodStart.toISOString(),
    cap: limit.cap?.toString() ?? null,
    fixed: limit.fixedAmount.toString(),
    perOutput: limit.perOutputToken.toString(),
  }));
  const { rows } = await tx.execute<{ taken: TakenHold }>(
    sql`select take_hold(${JSON.stringify(wanted)}::jsonb, ${desiredOutput}, ${Math.min(MIN_OUTPUT_TOKENS, desiredOutput)}) as taken`,
  );
  const taken = rows[0]?.taken;
  if (!taken) throw new Error('take_hold gave no answer');
  if (taken.maxOutputTokens !== null) return taken.maxOutputTokens;

  const trace = limits.map((limit) => {
    const counter = taken.counters.find(
      (c) => c.subject === limit.subject && c.meter === limit.meter,
    );
    const used = BigInt(counter?.used ?? 0);
    const held = BigInt(counter?.held ?? 0);
    return toLimitTrace(limit, { used, held, minOutputTokens: MIN_OUTPUT_TOKENS });
  });
  const resetsAt = trace.find((limit) => limit.isExceeded)?.resetsAt ?? now.toISOString();
  throw new AppError('QUOTA_EXCEEDED', {
    trace,
    remedies: [...upgradeRemedies(caller), { kind: 'wait', until: resetsAt }],
    retryAfterSeconds: Math.max(1, Math.ceil((Date.parse(resetsAt) - now.getTime()) / 1000)),
  });
}

function heldAmount(limit: HoldLimit, maxOutputTokens: number): HeldAmount {
  return {
    subject: limit.subject,
    meter: limit.meter,
    periodStart: limit.periodStart.toISOString(),
    amount: (limit.fixedAmount + limit.perOutputToken * BigInt(maxOutputTokens)).toString(),
  };
}

type Place = { planId: PlanId; workspaceId: string };

/** The page where a workspace's plan is changed. */
export function upgradeUrl(workspaceId: string): string {
  return `/w/${workspaceId}/settings?tab=plan`;
}

function upgradeRemedies({ planId, workspaceId }: Place): Remedy[] {
  const { upgradeTo } = planTable[planId];
  return upgradeTo === null
    ? []
    : [{ kind: 'upgrade', url: upgradeUrl(workspaceId), planId: upgradeTo }];
}

const refusalCodes = {
  role: 'FORBIDDEN',
  plan: 'MODEL_LOCKED',
  workspace: 'MODEL_DISABLED',
  unpriced: 'MODEL_UNKNOWN',
  no_key: 'PROVIDER_UNAVAILABLE',
} as const;

function refusal(access: Extract<ModelAccess, { isAllowed: false }>, place: Place): AppError {
  const remedies = access.reason === 'plan' ? upgradeRemedies(place) : [];
  return new AppError(refusalCodes[access.reason], { field: 'modelId', remedies });
}
