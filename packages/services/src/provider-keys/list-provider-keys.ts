import type { ProviderKey, ProviderKeys } from '@geko/contracts/provider-keys';
import { KeyedProviderId } from '@geko/contracts/provider-keys';
import type { Gateway } from '@geko/gateway/gateway';
import type { Deps } from '../deps.ts';
import { loadPool, switchedOff, type LoadedKey } from './load-pool.ts';
import { readRef } from './provider-secrets.ts';

type Pool = Gateway['pool'];

/** The pool as operators see it, by provider: every key with its state, its health in this process and its month. */
export async function listProviderKeys({
  db,
  gateway,
  providerSecrets,
  now,
}: Pick<Deps, 'db' | 'gateway' | 'providerSecrets' | 'now'>): Promise<ProviderKeys> {
  const loaded = await loadPool(db, providerSecrets, now());
  const off = switchedOff(loaded);
  return {
    canSeal: providerSecrets.vault.canSeal,
    providers: KeyedProviderId.options.map((id) => ({
      id,
      isEnabled: !off.has(id),
      breaker: gateway.pool.breakerOf(id),
      keys: loaded.keys
        .filter(({ row }) => row.provider === id)
        .map((key) => viewOf(key, gateway.pool)),
    })),
  };
}

/** A key without its secret. */
function viewOf({ row, month, problem }: LoadedKey, pool: Pick<Pool, 'health'>): ProviderKey {
  const ref = readRef(row.secretRef);
  const { running, rest, breaker } = pool.health(row.alias);
  return {
    id: row.id,
    alias: row.alias,
    provider: row.provider,
    baseUrl: row.baseUrl,
    weight: row.weight,
    region: row.region,
    status: row.status,
    secret: ref && { ...ref, lastFour: row.lastFour, fingerprint: row.fingerprint },
    problem,
    health: {
      running,
      breaker,
      rest: rest && { reason: rest.reason, until: new Date(rest.untilMs).toISOString() },
    },
    spendCapNano: row.spendCapNano?.toString() ?? null,
    thisMonth: {
      calls: month.calls,
      failed: month.failed,
      costNano: month.costNano.toString(),
    },
    createdAt: row.createdAt.toISOString(),
  };
}
