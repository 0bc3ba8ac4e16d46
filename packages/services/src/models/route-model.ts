import { AUTO_MODEL_ID } from '@geko/contracts/auto-model';
import { type AskedPrompt, judgePrompt } from '@geko/domain/judge-prompt';
import { routeModel, type RouteCandidate } from '@geko/domain/route-model';
import { byTokenizer, countInputTokens } from '@geko/domain/tokens';
import type { Gateway } from '@geko/gateway/gateway';
import type { PromptMessage } from '../chat/history.ts';
import type { Caller, Deps, Scope } from '../deps.ts';
import { accessOf } from './access-of.ts';
import type { Desk } from '../policy/desk.ts';
import type { CatalogueModel, OfferedModel } from './catalogue.ts';

/** A model that a call goes to, and what was asked for where that was "auto". */
export type Routed = { modelId: string; askedFor: typeof AUTO_MODEL_ID | null };

/** What is known of a call before its model is. */
export type Unrouted = {
  prompt: AskedPrompt;
  /** What is read. */
  history: readonly PromptMessage[];
  /** What a model reads beside it, in tokens. */
  extraInput: (model: CatalogueModel) => number;
  /** Whether a model can do what is asked. */
  isAble: (model: CatalogueModel) => boolean;
};

/** About so many characters make a token, in most languages. */
const CHARS_PER_TOKEN = 4;

/**
 * The model that `auto` stands for in this call, by one look at the catalogue (domain/route-model.ts); any other id stays
 * as it is. Where nothing fits, the model whose refusal admission will tell; `auto` itself where there is no model at all.
 */
export async function routeCallTo(
  { caller, now, listModels }: Pick<Desk, 'caller' | 'now' | 'listModels'>,
  { gateway }: Pick<Deps, 'gateway'>,
  modelId: string,
  read: () => Unrouted,
): Promise<Routed> {
  if (modelId !== AUTO_MODEL_ID) return { modelId, askedFor: null };
  const offered = (await listModels()).filter(({ model }) => mayStandForAuto(model, now));
  const { prompt, history, extraInput, isAble } = read();
  const models = new Map(offered.map(({ model }) => [model.id, model]));
  const mostTokens = mostTokensOf(history);
  const chosen = routeModel(
    offered.map((offer) => ({
      ...candidate(offer, caller, gateway),
      isAble: isAble(offer.model),
    })),
    {
      difficulty: judgePrompt(prompt).difficulty,
      roughInputTokens: Math.ceil(prompt.inputChars / CHARS_PER_TOKEN),
      mostInputTokens: ({ id }) => {
        const model = models.get(id);
        return model === undefined ? 0 : mostTokens(model) + extraInput(model);
      },
      maxOutputTokens: prompt.maxOutputTokens,
    },
  );
  return { modelId: chosen?.id ?? AUTO_MODEL_ID, askedFor: AUTO_MODEL_ID };
}

/** Tokens that a model reads at most: no more than there are bytes; counted only where those might be too many for it. */
function mostTokensOf(history: readonly PromptMessage[]) {
  const bytes = history.reduce((sum, { text }) => sum + Buffer.byteLength(text) + 4, 3);
  let counted: number | null = null;
  return ({ provider, contextTokens }: CatalogueModel): number => {
    const most = byTokenizer(bytes, provider);
    if (most <= contextTokens / 2) return most;
    // OpenAI's is the count that the others are reckoned from.
    counted ??= countInputTokens({ messages: history, provider: 'openai' });
    return byTokenizer(counted, provider);
  };
}

/** Whether `auto` would find a model for this caller. */
export function mayUseAuto(
  { caller, now }: Pick<Scope, 'caller' | 'now'>,
  offered: readonly OfferedModel[],
  gateway: Pick<Gateway, 'hasKey'>,
): boolean {
  return offered.some(
    (offer) => mayStandForAuto(offer.model, now) && refusalOf(offer, caller, gateway) === null,
  );
}

/** What is no AI, runs on somebody's own machine, or was retired, is chosen by nobody but a person. */
export function mayStandForAuto(
  { kind, provider, tier, deprecatedOn }: CatalogueModel,
  now: Date,
): boolean {
  const isRetired = deprecatedOn !== null && deprecatedOn <= now.toISOString().slice(0, 10);
  return kind === 'chat' && provider !== 'demo' && tier !== 'local' && !isRetired;
}

function candidate(
  offer: OfferedModel,
  caller: Caller,
  gateway: Gateway,
): Omit<RouteCandidate, 'isAble'> {
  const { id, provider, contextTokens, maxOutputTokens, abilities, releasedOn } = offer.model;
  return {
    id,
    provider,
    contextTokens,
    maxOutputTokens,
    isReasoning: abilities.reasoning,
    releasedOn,
    price: offer.price,
    refusal: refusalOf(offer, caller, gateway),
    isReady: gateway.pool.isReady(provider),
  };
}

function refusalOf(
  offer: OfferedModel,
  caller: Caller,
  gateway: Pick<Gateway, 'hasKey'>,
): RouteCandidate['refusal'] {
  if (caller.onlyModelIds?.has(offer.model.id) === false) return 'key';
  const access = accessOf(caller, offer, gateway);
  return access.isAllowed ? null : access.reason;
}
