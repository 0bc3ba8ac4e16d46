import type { Gateway } from '@geko/gateway/gateway';
import type { Scope } from '../deps.ts';
import { accessOf } from './access-of.ts';
import { listOfferedModels, type CatalogueModel } from './catalogue.ts';

/** The chat models that a program may call now: those of its person, plan and key. */
export async function listApiModels(
  { tx, caller, now }: Scope,
  gateway: Pick<Gateway, 'hasKey'>,
): Promise<CatalogueModel[]> {
  const offered = await listOfferedModels(tx, { ...caller, now });
  return offered
    .filter(({ model }) => model.kind === 'chat')
    .filter(({ model }) => caller.onlyModelIds?.has(model.id) !== false)
    .filter((offer) => accessOf(caller, offer, gateway).isAllowed)
    .map(({ model }) => model);
}
