import { eq } from 'drizzle-orm';
import { AppError } from '@geko/contracts/errors';
import type { UpdateProviderKey } from '@geko/contracts/provider-keys';
import { providerKeys } from '@geko/db/schema/provider-keys';
import type { Operator, OperatorDeps } from '../admin/operator.ts';
import type { Deps } from '../deps.ts';
import { changeKey } from './change-key.ts';
import { destinationOf } from './provider-secrets.ts';
import { layInVault, WIPED } from './store-secret.ts';

/**
 * Changes a key, from the next call on in every process; a disabled one's running calls are broken off. Another address
 * wipes its secret, which was meant for the one it had.
 * @throws AppError NOT_FOUND, BAD_REQUEST
 */
export async function updateProviderKey(
  deps: OperatorDeps & Pick<Deps, 'providerSecrets'>,
  operator: Operator,
  { id, spendCapNano, ...input }: UpdateProviderKey,
): Promise<void> {
  const { providerSecrets } = deps;
  await changeKey(deps, operator, { id, action: 'providerkey.update' }, async (tx, row) => {
    const next = {
      provider: row.provider,
      baseUrl: input.baseUrl === undefined ? row.baseUrl : input.baseUrl,
      status: input.status ?? row.status,
    };
    if (next.provider === 'compatible' && destinationOf(providerSecrets, next) === null) {
      throw new AppError('BAD_REQUEST', {
        field: 'baseUrl',
        message: 'A compatible server has no address of its own: say where it is.',
      });
    }
    const isMoved = destinationOf(providerSecrets, next) !== destinationOf(providerSecrets, row);
    if (isMoved) await layInVault(tx, providerSecrets, row, null);
    await tx
      .update(providerKeys)
      .set({
        ...input,
        ...(isMoved ? WIPED : {}),
        ...(spendCapNano === undefined
          ? {}
          : { spendCapNano: spendCapNano === null ? null : BigInt(spendCapNano) }),
        updatedAt: deps.now(),
      })
      .where(eq(providerKeys.id, id));
    const fields = Object.keys({
      ...input,
      ...(spendCapNano === undefined ? {} : { spendCapNano }),
    });
    return {
      before: row.status,
      after: [next.status, ...fields.map(toSnake)].join(','),
    };
  });
}

const toSnake = (field: string) =>
  field.replace(/[A-Z]/gu, (capital) => `_${capital.toLowerCase()}`);
