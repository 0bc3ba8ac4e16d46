import type { Model, ModelList, ProviderId } from '@geko/contracts/models';
import { resolveMarkup } from '@geko/domain/markup';
import type { Gateway } from '@geko/gateway/gateway';
import type { Scope } from '../deps.ts';
import { listPlans } from '../plans/list-plans.ts';
import { loadPlanMarkups } from '../prices/load-plan-markups.ts';
import { accessAmong } from './access-of.ts';
import { listOfferedModels } from './catalogue.ts';
import { isCallable } from './is-callable.ts';
import { priceView } from './price-view.ts';
import { mayUseAuto } from './route-model.ts';

/** What this installation offers by itself, where its settings say so. */
const homeMade: ReadonlySet<ProviderId> = new Set(['demo', 'local']);

/**
 * Every published model of every kind that can be called here, for a key those of its list, with what this caller may do
 * with it, and why not where not. The default is one to chat with.
 */
export async function listModels(
  { tx, caller, now }: Scope,
  gateway: Pick<Gateway, 'hasKey'>,
): Promise<ModelList> {
  const offered = await listOfferedModels(tx, { ...caller, now });
  const plans = await listPlans(tx);
  const markupsOf = await loadPlanMarkups(tx, caller);
  const models = offered
    .filter(({ model }) => isCallable(model))
    .filter(({ model }) => caller.onlyModelIds?.has(model.id) !== false)
    .filter(({ model: { provider } }) => !homeMade.has(provider) || gateway.hasKey(provider))
    .map((offer): Model => {
      const { model } = offer;
      const isPostpaid = caller.plan.tiers[model.tier] === 'postpaid';
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
        price: offer.price === null ? null : priceView(offer.price),
        markupBps: isPostpaid
          ? resolveMarkup({
              funding: 'postpaid',
              workspaceModelBps: offer.workspaceMarkupBps,
              ...markupsOf(model.kind),
            })
          : null,
        isEnabled: offer.isEnabled,
        access: accessAmong(plans, caller, offer, gateway),
      };
    });
  return {
    models,
    defaultModelId: defaultModel(models)?.id ?? null,
    hasAuto: mayUseAuto({ caller, now }, offered, gateway),
  };
}

/** The first one that can be used, in the catalogue's order: real models before the demonstration. */
function defaultModel(models: Model[]): Model | undefined {
  const usable = models.filter((model) => model.access.isAllowed && model.kind === 'chat');
  return usable.find((model) => model.provider !== 'demo') ?? usable[0];
}
