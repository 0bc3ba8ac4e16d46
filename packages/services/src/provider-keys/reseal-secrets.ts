import { eq, sql } from 'drizzle-orm';
import { providerKeys } from '@geko/db/schema/provider-keys';
import type { Deps } from '../deps.ts';
import { type ProviderSecrets, sealPlace } from './provider-secrets.ts';

/** What became of the secrets that were sealed with another key than the current one; those that do not open stay. */
export type Resealed = { resealed: number; unreadable: string[] };

/** Seals every secret of the vault anew with the current key, so that the ones before it can be thrown away. */
export function resealSecrets({
  db,
  secrets,
}: {
  db: Deps['db'];
  secrets: Pick<ProviderSecrets, 'vault' | 'baseUrlOf'>;
}): Promise<Resealed> {
  return db.transaction(async (tx) => {
    const { rows } = await tx.execute<{ key_id: string; sealed: string }>(
      sql`select * from vault.read_secrets() order by key_id`,
    );
    const done: Resealed = { resealed: 0, unreadable: [] };
    for (const { key_id: id, sealed } of rows.filter((one) => secrets.vault.isOld(one.sealed))) {
      const [row] = await tx
        .select()
        .from(providerKeys)
        .where(eq(providerKeys.id, id))
        .for('update');
      if (!row) continue;
      const secret = secrets.vault.open(sealed, sealPlace(secrets, row));
      if (secret === null) {
        done.unreadable.push(row.alias);
        continue;
      }
      const anew = secrets.vault.seal(secret, sealPlace(secrets, row));
      await tx.execute(sql`select vault.keep_secret(${id}::uuid, ${anew})`);
      done.resealed += 1;
    }
    return done;
  });
}
