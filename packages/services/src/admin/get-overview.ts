import { count, sql } from 'drizzle-orm';
import type { AdminOverview } from '@geko/contracts/admin';
import { Meter } from '@geko/contracts/meters';
import { providerIds } from '@geko/contracts/models';
import { noticeFacts } from '@geko/contracts/notices';
import { PlanId } from '@geko/contracts/plans';
import { users } from '@geko/db/schema/identity';
import type { Deps } from '../deps.ts';

type OverviewRow = {
  tenants: bigint;
  workspaces: bigint;
  running_turns: bigint;
  requests: bigint;
  tokens: bigint;
  cost_nano: string;
  charge_nano: string;
};

type FairUseRow = {
  workspace_id: string;
  workspace_name: string;
  plan_id: string;
  facts: unknown;
  created_at: string | Date;
};

const MOST_FAIR_USE = 20;

/** The start of a UTC day. */
export function startOfDay(now: Date): Date {
  return new Date(Date.UTC(now.getUTCFullYear(), now.getUTCMonth(), now.getUTCDate()));
}

/** The installation at a glance, content-blind: counts and sums of today, and who has keys. */
export async function getAdminOverview(
  deps: Pick<Deps, 'db' | 'now' | 'gateway'>,
): Promise<AdminOverview> {
  const since = startOfDay(deps.now()).toISOString();
  const { rows } = await deps.db.execute<OverviewRow>(
    sql`select * from system.overview(${since}::timestamptz)`,
  );
  const row = rows[0];
  if (!row) throw new Error('system.overview gave no row');
  const [people] = await deps.db.select({ count: count() }).from(users);
  return {
    tenants: Number(row.tenants),
    workspaces: Number(row.workspaces),
    users: people?.count ?? 0,
    runningTurns: Number(row.running_turns),
    today: {
      requests: Number(row.requests),
      tokens: Number(row.tokens),
      costNano: row.cost_nano,
      chargeNano: row.charge_nano,
    },
    providers: providerIds
      .map((id) => ({ id, keys: deps.gateway.keyCount(id) }))
      // A server's own models have no key that anybody could be asked for.
      .filter(({ id, keys }) => id !== 'local' || keys > 0),
    fairUse: await listFairUse(deps),
  };
}

async function listFairUse({
  db,
  now,
}: Pick<Deps, 'db' | 'now'>): Promise<AdminOverview['fairUse']> {
  const { rows } = await db.execute<FairUseRow>(
    sql`select * from system.fair_use_passed(${now().toISOString()}::timestamptz, ${MOST_FAIR_USE})`,
  );
  return rows.map((row) => {
    const { limit, meter, cap, resetsAt } = noticeFacts.limit_reached.parse(row.facts);
    return {
      workspaceId: row.workspace_id,
      workspaceName: row.workspace_name,
      planId: PlanId.parse(row.plan_id),
      limit,
      meter: Meter.parse(meter),
      cap,
      passedAt: new Date(row.created_at).toISOString(),
      resetsAt,
    };
  });
}
