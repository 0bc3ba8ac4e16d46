import { sql } from 'drizzle-orm';
import { Funding } from '@geko/contracts/meters';
import { ModelKind } from '@geko/contracts/models';
import { planIds, ModelTier, PlanId } from '@geko/contracts/plans';
import type { WhatIf, WhatIfResult } from '@geko/contracts/prices';
import {
  blockedWorkspaces,
  replayCall,
  startReplay,
  type PastCall,
  type WhatIfRules,
} from '@geko/domain/what-if';
import type { Tx } from '@geko/db/client';
import { markups } from '@geko/db/schema/models';
import { listPlans } from '../plans/list-plans.ts';
import { getSystemMarkup } from '../prices/get-system-markup.ts';
import type { OperatorDeps } from './operator.ts';

/** Calls that are in memory at once. */
const PAGE = 5_000;
/** More than a month can have. */
const ALL = 2_147_483_647;
const MOST_BLOCKED = 50;
/** The farthest that a zone is ahead of UTC: there a month begins so much earlier, and its counters with it. */
const AHEAD_MS = 14 * 3_600_000;

type CallRow = {
  workspace_id: string;
  workspace_name: string;
  time_zone: string;
  plan_id: string;
  model_id: string;
  tier: string;
  kind: string;
  metered_tokens: number;
  cost_nano: bigint;
  absorbed_nano: bigint;
  charge_nano: bigint;
  markup_bps: number;
  funding: string;
  created_at: string | Date;
};

/**
 * Replays everybody's calls of a month (UTC) under other markups, plans or limits, and tells what would have come in and
 * who would have been stopped; the rules of the replay stand at replayCall. Changes nothing.
 */
export async function whatIf(
  { db }: Pick<OperatorDeps, 'db'>,
  input: WhatIf,
): Promise<WhatIfResult> {
  const from = new Date(`${input.month}-01T00:00:00Z`);
  const until = new Date(Date.UTC(from.getUTCFullYear(), from.getUTCMonth() + 1, 1));
  return db.transaction(
    async (tx) => {
      const rules = await rulesOf(tx, input, from);
      let replay = startReplay();
      const since = new Date(from.getTime() - AHEAD_MS);
      for await (const call of callsBetween(tx, since, until)) {
        replay = replayCall(replay, call, rules);
      }
      return {
        month: input.month,
        calls: replay.calls,
        actual: moneyOf(replay.actual),
        replayed: moneyOf(replay.replayed),
        blocked: blockedWorkspaces(replay, MOST_BLOCKED),
        blockedCalls: replay.blockedCalls,
      };
    },
    { accessMode: 'read only', isolationLevel: 'repeatable read' },
  );
}

async function rulesOf(tx: Tx, input: WhatIf, from: Date): Promise<WhatIfRules> {
  const plans = await listPlans(tx);
  for (const id of planIds) plans[id] = input.plans[id] ?? plans[id];
  const { rows } = await tx.execute<{ workspace_id: string; model_id: string; bps: number }>(
    sql`select workspace_id, model_id, bps from system.workspace_markups()`,
  );
  const scopes = await tx.select().from(markups);
  return {
    plans,
    from,
    systemMarkupBps: input.systemMarkupBps ?? (await getSystemMarkup(tx)),
    planKindBps: new Map(scopes.map(({ scope, bps }) => [scope, bps])),
    workspaceModelBps: new Map(rows.map((row) => [`${row.workspace_id}/${row.model_id}`, row.bps])),
  };
}

/** The calls from one instant to another in the order of their time, read page by page from one scan. */
async function* callsBetween(tx: Tx, since: Date, until: Date): AsyncGenerator<PastCall> {
  await tx.execute(sql`declare past_calls no scroll cursor for select * from system.month_of_calls(
    ${sql.raw(`'${since.toISOString()}'`)}::timestamptz, ${sql.raw(`'${until.toISOString()}'`)}::timestamptz,
    null, null, ${sql.raw(String(ALL))})`);
  for (;;) {
    const { rows } = await tx.execute<CallRow>(
      sql`fetch forward ${sql.raw(String(PAGE))} from past_calls`,
    );
    yield* rows.map(toCall);
    if (rows.length < PAGE) return;
  }
}

function toCall(row: CallRow): PastCall {
  return {
    workspaceId: row.workspace_id,
    workspaceName: row.workspace_name,
    timeZone: row.time_zone,
    planId: PlanId.parse(row.plan_id),
    modelId: row.model_id,
    tier: ModelTier.parse(row.tier),
    kind: ModelKind.parse(row.kind),
    meteredTokens: row.metered_tokens,
    costNano: row.cost_nano,
    absorbedNano: row.absorbed_nano,
    chargeNano: row.charge_nano,
    markupBps: row.markup_bps,
    funding: Funding.parse(row.funding),
    at: new Date(row.created_at),
  };
}

function moneyOf({ costNano, revenueNano }: { costNano: bigint; revenueNano: bigint }) {
  return {
    costNano: costNano.toString(),
    revenueNano: revenueNano.toString(),
    marginNano: (revenueNano - costNano).toString(),
  };
}
