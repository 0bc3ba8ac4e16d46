import { randomUUID } from 'node:crypto';
import postgres from 'postgres';
import { v7 as uuidv7 } from 'uuid';
import { inWorkspace } from '@geko/services/access/in-workspace';
import { getUsage } from '@geko/services/usage/get-usage';
import { sumUsage } from '@geko/services/usage/sum-usage';
import { usageSpan } from '@geko/domain/usage-span';
import type { UsageTotals } from '@geko/contracts/usage';
import type { DbClient } from '@geko/db/client';
import type { Scope } from '@geko/services/deps';
import { percentile } from '../measure.ts';
import { makePlace } from './place.ts';

const MEMBERS = 200;
/** Each member works with so many of the models. */
const MODELS_EACH = 4;
const DAYS = 365;
const ASKS = 40;
const NOW = new Date('2026-11-30T12:00:00Z');

/**
 * How long a month of one workspace's calls takes as its owner sees it, through row-level security: summed up by day,
 * model, member, funding and key; and the whole report of the usage page, which has the month before and every name
 * besides. Each in a transaction of its own, over the calls of a year.
 */
export async function benchReports(
  client: DbClient,
  { ownerUrl, userId }: { ownerUrl: string; userId: string },
): Promise<void> {
  console.log('\n| Calls | Daily sums | Sums, median ms | p95 | Report, median ms | p95 |');
  console.log('| ---: | ---: | ---: | ---: | ---: | ---: |');
  for (const calls of [1_000_000, 10_000_000]) {
    const place = await makePlace(client.db, userId);
    const rows = await fill(ownerUrl, place, calls);
    const asOwner = <T>(fn: (scope: Scope) => Promise<T>) =>
      inWorkspace(
        { db: client.db, now: () => NOW, newId: uuidv7 },
        {
          userId,
          workspaceId: place.workspaceId,
          onlyWorkspaceId: null,
          request: { requestId: 'bench', address: null, userAgent: null },
        },
        fn,
      );
    const range = { kind: 'month' } as const;
    const days = { ...usageSpan({ range, today: '2026-11-30' }), bucket: 'day' } as const;
    const sums = await time(() => asOwner((scope) => sumUsage(scope, {}, days)));
    const report = await time(() =>
      asOwner((scope) => getUsage(scope, { workspaceId: place.workspaceId, range })),
    );
    console.log(
      `| ${[calls, rows].map((n) => n.toLocaleString('en')).join(' | ')} | ${sums} | ${report} |`,
    );
  }
}

/** Median and 95th percentile, in milliseconds, as cells of a table. */
async function time(ask: () => Promise<{ totals: UsageTotals }>): Promise<string> {
  if ((await ask()).totals.requests === 0) throw new Error('the month is empty');
  const times: number[] = [];
  for (let n = 0; n < ASKS; n += 1) {
    const beganAt = performance.now();
    await ask();
    times.push(performance.now() - beganAt);
  }
  times.sort((a, b) => a - b);
  return [0.5, 0.95].map((part) => percentile(times, part).toFixed(1)).join(' | ');
}

const FILLED = ['token_usage', 'usage_daily', 'workspace_members', 'users', 'workspaces'];

/**
 * Writes the calls of a year and their daily sums, as the owner and in one statement each. Returns how many sums. The
 * calls and the sums come in the order of time, as they do; so indexes only grow at their end, and what a call refers to is checked at once
 * when all are there: a check for each of ten million takes longer than all the rest.
 */
async function fill(
  ownerUrl: string,
  { tenantId, workspaceId, userId }: { tenantId: string; workspaceId: string; userId: string },
  calls: number,
): Promise<number> {
  const sql = postgres(ownerUrl, { max: 1, onnotice: () => undefined });
  try {
    await sql`select set_config('row_security', 'off', false)`;
    for (const table of FILLED) {
      await sql`alter table ${sql(table)} no force row level security`;
    }
    const references = await sql<{ name: string; definition: string }[]>`
      select conname as name, pg_get_constraintdef(oid) as definition from pg_constraint
      where conrelid = 'token_usage'::regclass and contype = 'f'`;
    for (const { name } of references) {
      await sql`alter table token_usage drop constraint ${sql(name)}`;
    }
    await sql`insert into workspace_members (tenant_id, workspace_id, user_id, role)
      values (${tenantId}, ${workspaceId}, ${userId}, 'owner')`;
    const mark = randomUUID();
    await sql`insert into users (id, email, name)
      select gen_random_uuid(), ${mark} || n || '@example.com', 'Member ' || n from generate_series(1, ${MEMBERS}) n`;
    await sql`insert into token_usage (tenant_id, workspace_id, id, user_id, model_id, provider, price_version,
        input_tokens, cached_input_tokens, cache_write_tokens, output_tokens, reasoning_tokens, metered_tokens,
        overshoot_tokens, is_estimated, lines, cost_nano, charge_nano, absorbed_nano, markup_bps, funding, outcome,
        duration_ms, created_at)
      select ${tenantId}, ${workspaceId}, uuidv7(), m.ids[1 + n % ${MEMBERS}],
        c.ids[1 + (n % ${MEMBERS} * 7 + n / ${MEMBERS} % ${MODELS_EACH}) % array_length(c.ids, 1)], 'openai', 1,
        400, 0, 0, 500, 0, 900, 0, false, '[]', 360000, 540000, 0, 5000, 'postpaid', 'finished', 1000,
        ${NOW}::timestamptz - (${calls}::int - n) * (${DAYS} * interval '1 day' / ${calls}::int)
      from generate_series(1, ${calls}::int) n,
        (select array_agg(id order by email) as ids from users where email like ${`${mark}%`}) m,
        (select array_agg(id order by id) as ids from model_catalog) c`;
    const { count } = await sql`insert into usage_daily
      select tenant_id, workspace_id, (created_at at time zone 'UTC')::date, user_id, model_id, funding, count(*),
        sum(input_tokens), 0, 0, sum(output_tokens), 0, sum(cost_nano), sum(charge_nano), 0
      from token_usage where tenant_id = ${tenantId} and workspace_id = ${workspaceId}
      group by 1, 2, 3, 4, 5, 6 order by 3`;
    for (const { name, definition } of references) {
      await sql`alter table token_usage add constraint ${sql(name)} ${sql.unsafe(definition)}`;
    }
    for (const table of FILLED) {
      await sql`alter table ${sql(table)} force row level security`;
    }
    await sql`vacuum (analyze) token_usage, usage_daily`;
    return count;
  } finally {
    await sql.end();
  }
}
