import type { ProviderList } from '@geko/contracts/llm';
import { providerIds } from '@geko/contracts/models';
import type { Gateway } from '@geko/gateway/gateway';
import type { Scope } from '../deps.ts';
import { listApiModels } from '../models/list-api-models.ts';

/** Every provider that Geko knows: whether it has a key here, and what of it the caller may call now. */
export async function listProviders(
  scope: Scope,
  gateway: Pick<Gateway, 'hasKey'>,
): Promise<ProviderList> {
  const models = await listApiModels(scope, gateway);
  return {
    providers: providerIds.map((id) => ({
      id,
      hasKey: gateway.hasKey(id),
      usableModels: models.filter(({ provider }) => provider === id).length,
    })),
  };
}
