import { asc, gte, sql, sum } from 'drizzle-orm';
import type { ProviderId } from '@geko/contracts/models';
import type { ProviderKeyProblem } from '@geko/contracts/provider-keys';
import type { Tx } from '@geko/db/client';
import { providerKeyHours, providerKeys, providerSwitches } from '@geko/db/schema/provider-keys';
import type { PoolKey } from '@geko/gateway/pool-key';
import {
  destinationOf,
  type KeyRow,
  type ProviderSecrets,
  resolveSecret,
} from './provider-secrets.ts';

export type KeyMonth = { calls: number; failed: number; costNano: bigint };

/** A key as it stands: its row, its secret, what it has cost this month, and what keeps it from being used. */
export type LoadedKey = {
  row: KeyRow;
  /** Never leaves this process, save to its provider. */
  secret: string | null;
  month: KeyMonth;
  problem: ProviderKeyProblem | null;
};

export type LoadedPool = {
  keys: LoadedKey[];
  switches: { provider: string; isEnabled: boolean; brokenAt: Date | null }[];
};

const NO_CALLS: KeyMonth = { calls: 0, failed: 0, costNano: 0n };

/** All keys of the pool with their secrets, and the providers' switches. */
export async function loadPool(
  db: Pick<Tx, 'select' | 'execute'>,
  secrets: ProviderSecrets,
  now: Date,
): Promise<LoadedPool> {
  const rows = await db.select().from(providerKeys).orderBy(asc(providerKeys.alias));
  const switches = await db.select().from(providerSwitches);
  const sealed = await db.execute<{ key_id: string; sealed: string }>(
    sql`select * from vault.read_secrets()`,
  );
  const sealedOf = new Map(sealed.rows.map((one) => [one.key_id, one.sealed]));
  const months = await sumMonth(db, now);
  const keys = await Promise.all(
    rows.map(async (row): Promise<LoadedKey> => {
      const secret = await resolveSecret(secrets, row, sealedOf.get(row.id) ?? null);
      const month = months.get(row.alias) ?? NO_CALLS;
      return { row, secret, month, problem: problemOf(secrets, row, secret, month) };
    }),
  );
  return { keys, switches };
}

async function sumMonth(db: Pick<Tx, 'select'>, now: Date): Promise<Map<string, KeyMonth>> {
  const since = new Date(Date.UTC(now.getUTCFullYear(), now.getUTCMonth(), 1));
  const { alias, hour, calls, failed, costNano } = providerKeyHours;
  const sums = await db
    .select({ alias, calls: sum(calls), failed: sum(failed), costNano: sum(costNano) })
    .from(providerKeyHours)
    .where(gte(hour, since))
    .groupBy(alias);
  return new Map(
    sums.map((one) => [
      one.alias,
      {
        calls: Number(one.calls),
        failed: Number(one.failed),
        costNano: BigInt(one.costNano ?? 0),
      },
    ]),
  );
}

function problemOf(
  secrets: ProviderSecrets,
  row: KeyRow,
  secret: string | null,
  { costNano }: KeyMonth,
): ProviderKeyProblem | null {
  if (row.secretRef === null) return 'no_secret';
  if (secret === null) return 'unreadable';
  if (row.provider === 'compatible' && destinationOf(secrets, row) === null) return 'no_address';
  return row.spendCapNano !== null && costNano >= row.spendCapNano ? 'spend_cap' : null;
}

const modes = { active: 'open', draining: 'closed', disabled: 'cut' } as const;

/** The keys as the gateway takes them. One whose money is spent goes on with what runs. */
export function toPoolKeys({ keys }: LoadedPool, secrets: ProviderSecrets): PoolKey[] {
  return keys.flatMap(({ row, secret, problem }) =>
    secret === null
      ? []
      : [
          {
            alias: row.alias,
            provider: row.provider,
            key: secret,
            baseUrl: destinationOf(secrets, row),
            weight: row.weight,
            mode: problem === null || row.status !== 'active' ? modes[row.status] : 'closed',
          },
        ],
  );
}

/** The providers that operators have switched off. */
export function switchedOff({ switches }: LoadedPool): Set<ProviderId> {
  return new Set(
    switches.filter(({ isEnabled }) => !isEnabled).map(({ provider }) => provider as ProviderId),
  );
}
