import { AppError } from '@geko/contracts/errors';
import type { TestProvider } from '@geko/contracts/llm';
import type { Gateway } from '@geko/gateway/gateway';
import type { Scope } from '../deps.ts';
import { accessOf } from '../models/access-of.ts';
import { findModel, listOfferedModels } from '../models/catalogue.ts';

/**
 * The model to test a provider by: the one that is named, else the one that the caller may call with the cheapest output.
 * @throws AppError NOT_FOUND (field model) where there is none
 */
export async function pickTestModel(
  { tx, caller, now }: Scope,
  gateway: Pick<Gateway, 'hasKey'>,
  { provider, model: named }: TestProvider,
): Promise<string> {
  const none = () =>
    new AppError('NOT_FOUND', {
      field: named === undefined ? 'provider' : 'model',
      message: `${provider} has no such model that you may call.`,
    });
  if (named !== undefined) {
    const found = await findModel(tx, { ...caller, now, modelId: named });
    if (found?.model.provider !== provider || found.model.kind !== 'chat') throw none();
    return found.model.id;
  }
  const [cheapest] = (await listOfferedModels(tx, { ...caller, now }))
    .filter(({ model }) => model.provider === provider && model.kind === 'chat')
    .filter((offered) => accessOf(caller, offered, gateway).isAllowed)
    .toSorted((a, b) => Number((a.price?.outputNano ?? 0n) - (b.price?.outputNano ?? 0n)));
  if (!cheapest) throw none();
  return cheapest.model.id;
}
