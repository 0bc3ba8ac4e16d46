import { AppError } from '@geko/contracts/errors';
import type { CreateProviderKey } from '@geko/contracts/provider-keys';
import { providerKeys } from '@geko/db/schema/provider-keys';
import { auditOperator } from '../admin/audit-operator.ts';
import type { Operator, OperatorDeps } from '../admin/operator.ts';
import type { Deps } from '../deps.ts';
import { destinationOf } from './provider-secrets.ts';
import { layInVault, readNewSecret } from './store-secret.ts';
import { tellPool } from './tell-pool.ts';

/**
 * Adds a key to the pool, which takes calls at once in every process. Nothing tells its secret again.
 * @throws AppError CONFLICT where the alias or the id is taken; BAD_REQUEST names the field
 */
export async function createProviderKey(
  deps: OperatorDeps & Pick<Deps, 'providerSecrets'>,
  operator: Operator,
  { secret, ...input }: CreateProviderKey,
): Promise<void> {
  const { providerSecrets } = deps;
  if (input.provider === 'compatible' && destinationOf(providerSecrets, input) === null) {
    throw new AppError('BAD_REQUEST', {
      field: 'baseUrl',
      message: 'A compatible server has no address of its own: say where it is.',
    });
  }
  const now = deps.now();
  const stored = await readNewSecret(providerSecrets, input, secret);
  const spendCapNano = input.spendCapNano === null ? null : BigInt(input.spendCapNano);
  await deps.db.transaction(async (tx) => {
    const made = await tx
      .insert(providerKeys)
      .values({ ...input, ...stored, spendCapNano, createdAt: now, updatedAt: now })
      .onConflictDoNothing()
      .returning({ id: providerKeys.id });
    if (made.length === 0) {
      throw new AppError('CONFLICT', {
        field: 'alias',
        message: 'There is a key of that name already.',
      });
    }
    if (secret.driver === 'sealed') await layInVault(tx, providerSecrets, input, secret);
    await tellPool(tx, { from: null, news: null });
    await auditOperator(tx, deps, operator, {
      action: 'providerkey.create',
      objectId: input.alias,
      after: secret.driver,
    });
  });
}
