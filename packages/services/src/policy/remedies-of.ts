import { AppError, type LimitTrace, type Remedy } from '@geko/contracts/errors';
import type { Caller, Deps, Scope } from '../deps.ts';
import { accessOf } from '../models/access-of.ts';
import { type CatalogueModel, listOfferedModels } from '../models/catalogue.ts';
import { decide, waitUntil, type Call } from './decide.ts';

/** How many other models are tried before none is offered. */
const MOST_TRIES = 3;

/** The page where a workspace's plan is changed. */
export function upgradeUrl(workspaceId: string): string {
  return `/w/${workspaceId}/settings?tab=plan`;
}

/**
 * What this caller can do about a refusal, the quickest first: go on with another model that would be admitted, raise the
 * limit or ask somebody who may, a higher plan, wait. trace: empty where it was not a limit that refused.
 */
export async function remediesOf(
  scope: Scope,
  deps: Pick<Deps, 'gateway'>,
  call: Call,
  refused: { model: CatalogueModel; trace: readonly LimitTrace[] },
): Promise<Remedy[]> {
  const { caller } = scope;
  const exceeded = refused.trace.filter(({ isExceeded }) => isExceeded);
  const other = await otherModel(scope, deps, call, refused.model);
  const until = waitUntil(refused.trace);
  const isPlans = refused.trace.length === 0 || exceeded.some(({ setBy }) => setBy === 'plan');
  return [
    ...(other === null
      ? []
      : [{ kind: 'switch_model' as const, modelId: other.id, name: other.name }]),
    ...exceeded.flatMap(({ limitId }) => (limitId === null ? [] : [aboutLimit(scope, limitId)])),
    ...(isPlans ? upgradeRemedies(caller) : []),
    ...(until === null ? [] : [{ kind: 'wait' as const, until }]),
  ];
}

/** The plan to go to where this one says no; none where there is no higher one. */
export function upgradeRemedies({ plan, workspaceId }: Caller): Remedy[] {
  const { upgradeTo } = plan;
  return upgradeTo === null
    ? []
    : [{ kind: 'upgrade', url: upgradeUrl(workspaceId), planId: upgradeTo }];
}

function aboutLimit({ caller }: Scope, limitId: string): Remedy {
  return caller.permissions.has('budget:manage')
    ? {
        kind: 'raise_limit',
        limitId,
        url: `/w/${caller.workspaceId}/settings?tab=limits&limit=${limitId}`,
      }
    : { kind: 'ask_admin', limitId };
}

/** Another model that would answer this call now. */
async function otherModel(
  scope: Scope,
  deps: Pick<Deps, 'gateway'>,
  call: Call,
  refused: CatalogueModel,
): Promise<CatalogueModel | null> {
  const offered = await listOfferedModels(scope.tx, { ...scope.caller, now: scope.now });
  const others = offered
    .filter(({ model }) => model.id !== refused.id && model.kind === 'chat')
    .filter(({ model }) => model.provider !== 'demo')
    .filter((offer) => accessOf(scope.caller, offer, deps.gateway).isAllowed);
  for (const { model } of others.slice(0, MOST_TRIES)) {
    if (await isAdmitted(scope, deps, { ...call, modelId: model.id })) return model;
  }
  return null;
}

async function isAdmitted(scope: Scope, deps: Pick<Deps, 'gateway'>, call: Call): Promise<boolean> {
  try {
    await decide(scope, deps, call, { holdId: null, hasRemedies: false });
    return true;
  } catch (error) {
    if (error instanceof AppError) return false;
    throw error;
  }
}
