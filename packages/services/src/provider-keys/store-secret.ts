import { sql } from 'drizzle-orm';
import { AppError } from '@geko/contracts/errors';
import type { NewSecret } from '@geko/contracts/provider-keys';
import type { Tx } from '@geko/db/client';
import {
  type KeyRow,
  type ProviderSecrets,
  refOf,
  resolveSecret,
  sealPlace,
  secretFacts,
} from './provider-secrets.ts';

export type StoredSecret = Pick<KeyRow, 'secretRef' | 'lastFour' | 'fingerprint'>;

/** A key without a secret. */
export const WIPED: StoredSecret = { secretRef: null, lastFour: null, fingerprint: null };

/**
 * What a key's row says of a new secret. One that is entered is sealed for the key's destination and laid into the vault
 * (layInVault); one that is named must be there.
 * @throws AppError BAD_REQUEST names the field: nothing to seal with, or nothing by that name
 */
export async function readNewSecret(
  secrets: ProviderSecrets,
  row: Pick<KeyRow, 'id' | 'provider' | 'baseUrl'>,
  secret: NewSecret,
): Promise<StoredSecret> {
  const secretRef = refOf(secret);
  if (secret.driver === 'sealed') {
    if (!secrets.vault.canSeal) {
      throw new AppError('BAD_REQUEST', {
        field: 'secret.driver',
        message:
          'This server has nothing to seal secrets with. Set GEKO_SEALING_KEYS, or name a variable or a file.',
      });
    }
    return { secretRef, ...secretFacts(secret.secret) };
  }
  const found = await resolveSecret(secrets, { ...row, secretRef }, null);
  if (found === null) {
    const where = secret.driver === 'env' ? 'environment' : 'folder of secrets';
    throw new AppError('BAD_REQUEST', {
      field: 'secret.name',
      message: `There is no key by that name in the server's ${where}.`,
    });
  }
  return { secretRef, ...secretFacts(found) };
}

/** Lays an entered secret into the vault, sealed; takes out what was there of a key whose secret is elsewhere now. */
export async function layInVault(
  tx: Pick<Tx, 'execute'>,
  secrets: ProviderSecrets,
  row: Pick<KeyRow, 'id' | 'provider' | 'baseUrl'>,
  secret: NewSecret | null,
): Promise<void> {
  if (secret?.driver !== 'sealed') {
    await tx.execute(sql`select vault.wipe_secret(${row.id}::uuid)`);
    return;
  }
  const sealed = secrets.vault.seal(secret.secret, sealPlace(secrets, row));
  await tx.execute(sql`select vault.keep_secret(${row.id}::uuid, ${sealed})`);
}
