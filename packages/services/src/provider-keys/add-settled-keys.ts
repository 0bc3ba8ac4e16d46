import { providerKeys } from '@geko/db/schema/provider-keys';
import type { Deps } from '../deps.ts';
import { refOf } from './provider-secrets.ts';

/**
 * Puts the keys that the environment names into the pool, under the aliases "openai-1" and so on, where they are not yet:
 * what an operator has changed of one stays.
 */
export async function addSettledKeys({
  db,
  now,
  newId,
  providerSecrets: { settled },
}: Pick<Deps, 'db' | 'now' | 'newId' | 'providerSecrets'>): Promise<void> {
  const keys = settled.flatMap(({ provider, variable, count }) =>
    Array.from({ length: count }, (_, index) => ({
      id: newId(),
      alias: `${provider}-${index + 1}`,
      provider,
      secretRef: refOf({ driver: 'env', name: `${variable}#${index + 1}` }),
      createdAt: now(),
      updatedAt: now(),
    })),
  );
  if (keys.length > 0) await db.insert(providerKeys).values(keys).onConflictDoNothing();
}
