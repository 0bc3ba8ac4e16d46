import { sql } from 'drizzle-orm';
import { NIL_ID } from '@geko/contracts/ids';
import { inTenant } from '@geko/db/client';
import type { Deps, RequestFacts } from '../deps.ts';
import { applyPlan } from './apply-plan.ts';

const MOST_AT_ONCE = 200;
const NOBODY: RequestFacts = { requestId: 'look-at-plans', address: null, userAgent: null };

/**
 * Does what time does to subscriptions that were not paid: reminds of them, and takes the plan when their grace is over.
 * Returns of how many. Safe to run anywhere, any number of times.
 */
export async function lookAtPlans(
  deps: Pick<Deps, 'db' | 'now' | 'newId' | 'log'>,
): Promise<number> {
  const now = deps.now();
  const { rows } = await deps.db.execute<{ tenant_id: string; workspace_id: string }>(
    sql`select * from system.subscriptions_to_look_at(${now.toISOString()}::timestamptz, ${MOST_AT_ONCE})`,
  );
  let looked = 0;
  for (const row of rows) {
    const place = { tenantId: row.tenant_id, workspaceId: row.workspace_id };
    try {
      await inTenant(deps.db, { ...place, userId: NIL_ID }, (tx) =>
        applyPlan({ tx, ...place, now, newId: deps.newId, request: NOBODY }),
      );
      looked += 1;
    } catch (error) {
      deps.log.error({ error, ...place }, 'a plan was not looked at');
    }
  }
  return looked;
}
