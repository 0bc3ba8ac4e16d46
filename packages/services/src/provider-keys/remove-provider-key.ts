import { eq } from 'drizzle-orm';
import type { ProviderKeyRef } from '@geko/contracts/provider-keys';
import { providerKeys } from '@geko/db/schema/provider-keys';
import type { Operator, OperatorDeps } from '../admin/operator.ts';
import { changeKey } from './change-key.ts';

/**
 * Takes a key out of the pool, its sealed secret with it; calls that run by it are broken off. Its receipts keep its
 * alias. One that the environment names comes back at the next start.
 * @throws AppError NOT_FOUND
 */
export async function removeProviderKey(
  deps: OperatorDeps,
  operator: Operator,
  { id }: ProviderKeyRef,
): Promise<void> {
  await changeKey(deps, operator, { id, action: 'providerkey.remove' }, async (tx, row) => {
    await tx.delete(providerKeys).where(eq(providerKeys.id, id));
    return { before: row.status };
  });
}
