import type postgres from 'postgres';
import { NIL_ID } from '@geko/contracts/ids';
import { rebuildBalances, rebuildLots } from './rebuild-wallet.ts';
import { rebuildCounters, rebuildTenantCounters } from './rebuild-counters.ts';
import { rebuildDays } from './rebuild-days.ts';
import type { Rebuilt } from './rebuilt.ts';

type Place = { tenantId: string; workspaceId: string };

const DEADLOCK = '40P01';
const MOST_TRIES = 5;

/**
 * Computes the projections of one workspace anew from the books that are never changed: the sums by day, the counters,
 * the lots, the balances. Also while Geko runs: it locks what settlements and holds lock, in one transaction.
 * sql: acts as the application. Returns what it has changed.
 */
export async function rebuildWorkspace(sql: postgres.Sql, place: Place): Promise<Rebuilt[]> {
  return again(() =>
    sql.begin(async (tx) => {
      await enter(tx, place);
      const { workspaceId } = place;
      await tx`select pg_advisory_xact_lock(limits_lock_key()), lock_money()`;
      const books = { sql: tx, workspaceId };
      return [
        ...(await rebuildDays(books)),
        ...(await rebuildCounters(books)),
        ...(await rebuildLots(books)),
        ...(await rebuildBalances(books)),
      ];
    }),
  );
}

/** The same for the counters of a whole company, of all of its workspaces. */
export async function rebuildTenant(
  sql: postgres.Sql,
  { tenantId, workspaceIds }: { tenantId: string; workspaceIds: readonly string[] },
): Promise<Rebuilt[]> {
  return again(() =>
    sql.begin(async (tx) => {
      await enter(tx, { tenantId, workspaceId: NIL_ID });
      await tx`select pg_advisory_xact_lock(limits_lock_key()), lock_company()`;
      return rebuildTenantCounters(tx, {
        tenantId,
        workspaceIds,
        enter: (workspaceId) => enter(tx, { tenantId, workspaceId }),
      });
    }),
  );
}

async function enter(tx: postgres.ISql, { tenantId, workspaceId }: Place): Promise<void> {
  await tx`select set_config('app.user_id', ${NIL_ID}, true), set_config('app.tenant_id', ${tenantId}, true),
    set_config('app.workspace_id', ${workspaceId}, true)`;
}

/** A correction of a receipt locks in another order: one of the two is begun again. */
async function again<T>(run: () => Promise<T>): Promise<T> {
  for (let tries = 1; ; tries += 1) {
    try {
      return await run();
    } catch (error) {
      const code = error instanceof Error && 'code' in error ? error.code : null;
      if (code !== DEADLOCK || tries === MOST_TRIES) throw error;
    }
  }
}
