import { mediaRules } from '@geko/contracts/media';
import type { ModelKind } from '@geko/contracts/models';
import type { Permission } from '@geko/contracts/permissions';
import type { Gateway } from '@geko/gateway/gateway';
import { mediaTable } from '@geko/gateway/media/media-table';
import type { Scope } from '../deps.ts';
import { accessOf } from './access-of.ts';
import { listOfferedModels, type CatalogueModel } from './catalogue.ts';

/** The models that a program may call now: those of its person, plan and key. */
export async function listApiModels(
  { tx, caller, now }: Scope,
  gateway: Pick<Gateway, 'hasKey'>,
): Promise<CatalogueModel[]> {
  const offered = await listOfferedModels(tx, { ...caller, now });
  return offered
    .filter(({ model }) => isOffered(model) && caller.permissions.has(permissionFor(model.kind)))
    .filter(({ model }) => caller.onlyModelIds?.has(model.id) !== false)
    .filter((offer) => accessOf(caller, offer, gateway).isAllowed)
    .map(({ model }) => model);
}

/** Whether there is a way to call it: not every provider is asked for everything. */
function isOffered({ kind, provider }: CatalogueModel): boolean {
  return kind === 'chat' || mediaTable[provider].kinds.has(kind);
}

function permissionFor(kind: ModelKind): Permission {
  return kind === 'chat' ? 'chat:create' : mediaRules[kind].permission;
}
