import { eq, sql } from 'drizzle-orm';
import { createKeyVault } from '@geko/auth/key-vault';
import { providerKeys } from '@geko/db/schema/provider-keys';
import type { Deps } from '../deps.ts';
import { type ProviderSecrets, sealPlace } from './provider-secrets.ts';

/** What became of the secrets that were sealed with another key than the current one; those that do not open stay. */
export type Resealed = { resealed: number; unreadable: string[] };

/**
 * Seals every secret of the vault anew with the first key, so that the others can be thrown away. baseUrlOf: as those
 * have it who sealed them (ProviderSecrets).
 */
export function resealSecrets({
  db,
  sealingKeys,
  baseUrlOf,
}: {
  db: Deps['db'];
  sealingKeys: readonly Uint8Array[];
  baseUrlOf: ProviderSecrets['baseUrlOf'];
}): Promise<Resealed> {
  const vault = createKeyVault(sealingKeys);
  return db.transaction(async (tx) => {
    const { rows } = await tx.execute<{ key_id: string; sealed: string }>(
      sql`select * from vault.read_secrets() order by key_id`,
    );
    const done: Resealed = { resealed: 0, unreadable: [] };
    for (const { key_id: id, sealed } of rows.filter((one) => vault.isOld(one.sealed))) {
      const [row] = await tx
        .select()
        .from(providerKeys)
        .where(eq(providerKeys.id, id))
        .for('update');
      if (!row) continue;
      const secret = vault.open(sealed, sealPlace({ baseUrlOf }, row));
      if (secret === null) {
        done.unreadable.push(row.alias);
        continue;
      }
      const anew = vault.seal(secret, sealPlace({ baseUrlOf }, row));
      await tx.execute(sql`select vault.keep_secret(${id}::uuid, ${anew})`);
      done.resealed += 1;
    }
    return done;
  });
}
