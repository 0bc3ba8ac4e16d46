import { sql } from 'drizzle-orm';
import type { AdminPage, AdminWorkspaces } from '@geko/contracts/admin';
import { PlanId } from '@geko/contracts/plans';
import type { Deps } from '../deps.ts';
import { fromCursor, toPage } from '../keyset.ts';
import { startOfDay } from './get-overview.ts';

type WorkspaceRow = {
  tenant_id: string;
  tenant_name: string;
  workspace_id: string;
  workspace_name: string;
  plan_id: string;
  members: bigint;
  tokens_today: bigint;
  cost_today_nano: string;
  created_at: string | Date;
};

/** Every workspace of the installation, newest first, with today's use. */
export async function listAllWorkspaces(
  deps: Pick<Deps, 'db' | 'now'>,
  input: AdminPage,
): Promise<AdminWorkspaces> {
  const after = fromCursor(input.cursor);
  const since = startOfDay(deps.now()).toISOString();
  const { rows } = await deps.db.execute<WorkspaceRow>(
    sql`select * from system.workspace_overview(${since}::timestamptz,
      ${after?.at.toISOString() ?? null}::timestamptz, ${after?.id ?? null}::uuid, ${input.limit + 1})`,
  );
  const page = toPage(rows, input.limit, (row) => ({
    at: new Date(row.created_at),
    id: row.workspace_id,
  }));
  return {
    items: page.rows.map((row) => ({
      tenantId: row.tenant_id,
      tenantName: row.tenant_name,
      workspaceId: row.workspace_id,
      workspaceName: row.workspace_name,
      planId: PlanId.parse(row.plan_id),
      members: Number(row.members),
      tokensToday: Number(row.tokens_today),
      costTodayNano: row.cost_today_nano,
      createdAt: new Date(row.created_at).toISOString(),
    })),
    nextCursor: page.nextCursor,
  };
}
