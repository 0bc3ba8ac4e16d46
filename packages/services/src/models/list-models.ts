import type { Model, ModelList, ModelPrice } from '@geko/contracts/models';
import { markupBpsOf } from '@geko/domain/model-access';
import { planTable } from '@geko/contracts/plans';
import type { Gateway } from '@geko/gateway/gateway';
import type { Scope } from '../deps.ts';
import { accessOf } from './access-of.ts';
import { listOfferedModels, type OfferedModel } from './catalogue.ts';

/** Every published chat model with what this caller may do with it, and why not where not. */
export async function listModels(
  { tx, caller, now }: Scope,
  gateway: Pick<Gateway, 'hasKey'>,
): Promise<ModelList> {
  const offered = await listOfferedModels(tx, { ...caller, now });
  const models = offered
    .filter(({ model }) => model.provider !== 'demo' || gateway.hasKey('demo'))
    .map((offer): Model => {
      const { model } = offer;
      const isPostpaid = planTable[caller.planId].tiers[model.tier] === 'postpaid';
      return {
        id: model.id,
        provider: model.provider,
        name: model.name,
        kind: model.kind,
        tier: model.tier,
        contextTokens: model.contextTokens,
        maxOutputTokens: model.maxOutputTokens,
        abilities: model.abilities,
        releasedOn: model.releasedOn,
        price: priceView(offer.price),
        markupBps: isPostpaid ? markupBpsOf({ planId: caller.planId, tier: model.tier }) : null,
        isEnabled: offer.isEnabled,
        access: accessOf(caller, offer, gateway),
      };
    });
  return { models, defaultModelId: defaultModel(models)?.id ?? null };
}

/** The first one that can be used, in the catalogue's order: real models before the demonstration. */
function defaultModel(models: Model[]): Model | undefined {
  const usable = models.filter((model) => model.access.isAllowed && model.kind === 'chat');
  return usable.find((model) => model.provider !== 'demo') ?? usable[0];
}

function priceView(price: OfferedModel['price']): ModelPrice | null {
  if (price === null) return null;
  const text = (nano: bigint | null) => (nano === null ? null : nano.toString());
  const view = (
    prices: Pick<
      typeof price,
      'inputNano' | 'cachedInputNano' | 'cacheWriteNano' | 'outputNano' | 'reasoningNano'
    >,
  ) => ({
    inputNano: prices.inputNano.toString(),
    cachedInputNano: text(prices.cachedInputNano),
    cacheWriteNano: text(prices.cacheWriteNano),
    outputNano: prices.outputNano.toString(),
    reasoningNano: text(prices.reasoningNano),
  });
  return {
    version: price.version,
    effectiveFrom: price.effectiveFrom.toISOString(),
    ...view(price),
    tiers: price.tiers.map((tier) => ({ ...view(tier), aboveInputTokens: tier.aboveInputTokens })),
  };
}
