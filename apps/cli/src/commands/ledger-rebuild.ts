import type postgres from 'postgres';
import { isUuid } from '@geko/contracts/ids';
import { appUrlOf } from '@geko/db/migrate';
import { rebuildTenant, rebuildWorkspace } from '@geko/services/ledger/rebuild-ledger';
import type { Rebuilt } from '@geko/services/ledger/rebuilt';
import { CliError } from '../cli-error.ts';
import type { CliEnv } from '../env.ts';
import { withDatabase, withSql } from '../with-database.ts';

/**
 * Computes balances, lots, counters and sums by day anew from the books that are never changed, one workspace after the
 * other, and says what it has changed. Also while Geko runs. Returns a line for each figure.
 * @throws CliError when the workspace id is none.
 */
export async function ledgerRebuild(
  env: CliEnv,
  { workspaceId }: { workspaceId: string | null },
): Promise<string> {
  if (workspaceId !== null && !isUuid(workspaceId)) {
    throw new CliError(`${workspaceId} is not a workspace id.`);
  }
  const { places, changed } = await withDatabase({ env, mayCreate: false }, async (ownerUrl) => {
    const places = await withSql(ownerUrl, (sql) => listPlaces(sql, workspaceId));
    return { places, changed: await rebuildPlaces(ownerUrl, places) };
  });
  const verdict =
    changed.length === 0
      ? 'Everything is as the books say; nothing was changed.'
      : `${changed.length} ${changed.length === 1 ? 'figure was' : 'figures were'} not as the books say:`;
  const lines = changed.map(({ what, before, after }) => `  ${what} was ${before}, is ${after}`);
  return [
    `Rebuilt ${places.length} ${places.length === 1 ? 'workspace' : 'workspaces'}.`,
    verdict,
    ...lines,
  ].join('\n');
}

type PlaceRow = { tenant_id: string; id: string };

async function listPlaces(sql: postgres.Sql, workspaceId: string | null): Promise<PlaceRow[]> {
  await sql`set role geko_system`;
  return sql<PlaceRow[]>`
    select w.tenant_id, w.id from workspaces w
    where ${workspaceId}::uuid is null
      or w.tenant_id = (select tenant_id from workspaces where id = ${workspaceId}::uuid)
    order by w.tenant_id, w.id`.then((rows) => [...rows]);
}

/** As the application, since the owner sees no workspace. */
async function rebuildPlaces(ownerUrl: string, places: readonly PlaceRow[]): Promise<Rebuilt[]> {
  const changed: Rebuilt[] = [];
  const tenants = Map.groupBy(places, (place) => place.tenant_id);
  await withSql(appUrlOf(ownerUrl), async (sql) => {
    for (const [tenantId, rows] of tenants) {
      const workspaceIds = rows.map(({ id }) => id);
      for (const id of workspaceIds) {
        changed.push(...(await rebuildWorkspace(sql, { tenantId, workspaceId: id })));
      }
      changed.push(...(await rebuildTenant(sql, { tenantId, workspaceIds })));
    }
  });
  return changed;
}
