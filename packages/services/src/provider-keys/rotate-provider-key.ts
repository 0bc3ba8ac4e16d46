import { eq } from 'drizzle-orm';
import type { RotateProviderKey } from '@geko/contracts/provider-keys';
import { providerKeys } from '@geko/db/schema/provider-keys';
import type { Operator, OperatorDeps } from '../admin/operator.ts';
import type { Deps } from '../deps.ts';
import { changeKey } from './change-key.ts';
import { readRef } from './provider-secrets.ts';
import { layInVault, readNewSecret } from './store-secret.ts';

/**
 * Gives a key another secret, for the next call in every process; what runs by the old one goes on. What was learned of
 * the key with the old one is forgotten.
 * @throws AppError NOT_FOUND; BAD_REQUEST names the field
 */
export async function rotateProviderKey(
  deps: OperatorDeps & Pick<Deps, 'providerSecrets'>,
  operator: Operator,
  { id, secret }: RotateProviderKey,
): Promise<void> {
  const { providerSecrets } = deps;
  await changeKey(deps, operator, { id, action: 'providerkey.rotate' }, async (tx, row) => {
    const stored = await readNewSecret(providerSecrets, row, secret);
    await layInVault(tx, providerSecrets, row, secret);
    await tx
      .update(providerKeys)
      .set({
        ...stored,
        restUntil: null,
        restReason: null,
        brokenAt: null,
        updatedAt: deps.now(),
      })
      .where(eq(providerKeys.id, id));
    return { before: readRef(row.secretRef)?.driver ?? 'none', after: secret.driver };
  });
}
