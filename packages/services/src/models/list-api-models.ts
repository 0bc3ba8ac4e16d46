import type { Gateway } from '@geko/gateway/gateway';
import type { Scope } from '../deps.ts';
import { accessOf } from './access-of.ts';
import { listOfferedModels, type CatalogueModel } from './catalogue.ts';
import { isCallable } from './is-callable.ts';

/** The models that a program may call now: those of its person, plan and key. */
export async function listApiModels(
  { tx, caller, now }: Scope,
  gateway: Pick<Gateway, 'hasKey'>,
): Promise<CatalogueModel[]> {
  const offered = await listOfferedModels(tx, { ...caller, now });
  return offered
    .filter(({ model }) => isCallable(model))
    .filter(({ model }) => caller.onlyModelIds?.has(model.id) !== false)
    .filter((offer) => accessOf(caller, offer, gateway).isAllowed)
    .map(({ model }) => model);
}
