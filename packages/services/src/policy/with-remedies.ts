import { AppError } from '@geko/contracts/errors';
import type { Deps, Scope } from '../deps.ts';
import { accessOf } from '../models/access-of.ts';
import { type CatalogueModel, listOfferedModels } from '../models/catalogue.ts';
import { isCallable } from '../models/is-callable.ts';
import { offerPlan } from '../plans/offer-plan.ts';
import type { Call, CallRefusal } from './call-refusal.ts';
import { decide } from './decide.ts';
import { deskIn } from './desk.ts';
import { remediesFrom } from './remedies-from.ts';

/** How many other models are tried before none is offered. */
const MOST_TRIES = 3;

/**
 * A refusal with all that this caller can do about it, the quickest first: go on with another model that would be
 * admitted, raise the limit or ask somebody who may, the plan that would have been cheapest, wait.
 */
export async function withRemedies(
  scope: Scope,
  deps: Pick<Deps, 'gateway'>,
  refusal: CallRefusal,
): Promise<AppError> {
  const { model, trace, isPlans } = refusal.refused;
  const remedies = remediesFrom(scope.caller, {
    trace,
    other: await otherModel(scope, deps, refusal),
    // Another plan of the workspace changes nothing about a licence.
    offered:
      isPlans && scope.caller.licenceTier === null
        ? await offerPlan(scope, model?.tier ?? null)
        : null,
  });
  return new AppError(refusal.code, { ...refusal.details, remedies });
}

/** Another model that would answer this call now. */
async function otherModel(
  scope: Scope,
  deps: Pick<Deps, 'gateway'>,
  { call, refused }: CallRefusal,
): Promise<CatalogueModel | null> {
  const exceeded = refused.trace.filter(({ isExceeded }) => isExceeded);
  if (refused.model === null) return null;
  // What stops every model stops the others too, but for those of this very server: they use up no plan and no money.
  const isOfAll = exceeded.some(({ name }) => !name.startsWith('model.'));
  if (isOfAll && !deps.gateway.hasKey('local')) return null;
  const { kind } = refused.model;
  const offered = await listOfferedModels(scope.tx, { ...scope.caller, now: scope.now });
  const others = offered
    .filter(({ model }) => model.id !== refused.model?.id && model.kind === kind)
    .filter(({ model }) => model.provider !== 'demo' && isCallable(model))
    .filter(({ model }) => !isOfAll || model.tier === 'local')
    .filter((offer) => accessOf(scope.caller, offer, deps.gateway).isAllowed);
  for (const { model } of others.slice(0, MOST_TRIES)) {
    if (await isAdmitted(scope, deps, { ...call, modelId: model.id })) return model;
  }
  return null;
}

async function isAdmitted(scope: Scope, deps: Pick<Deps, 'gateway'>, call: Call): Promise<boolean> {
  try {
    await decide(deskIn(scope), deps, call, { holdId: null });
    return true;
  } catch (error) {
    if (error instanceof AppError) return false;
    throw error;
  }
}
