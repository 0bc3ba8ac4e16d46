import { eq } from 'drizzle-orm';
import type { ProviderKeyRef } from '@geko/contracts/provider-keys';
import { providerKeys } from '@geko/db/schema/provider-keys';
import type { Operator, OperatorDeps } from '../admin/operator.ts';
import { changeKey } from './change-key.ts';
import { keepNews } from './keep-news.ts';
import { tellPool } from './tell-pool.ts';

/**
 * Lets a key take calls again that rests or is broken, as its operator has mended what was wrong.
 * @throws AppError NOT_FOUND
 */
export async function wakeProviderKey(
  deps: OperatorDeps,
  operator: Operator,
  { id }: ProviderKeyRef,
): Promise<void> {
  await changeKey(deps, operator, { id, action: 'providerkey.wake' }, async (tx, row) => {
    await tx
      .update(providerKeys)
      .set({ restUntil: null, restReason: null })
      .where(eq(providerKeys.id, id));
    for (const name of [row.alias, row.provider]) {
      await keepNews(tx, { kind: 'mended', name });
      await tellPool(tx, { from: null, news: { kind: 'mended', name } });
    }
    return {};
  });
}
