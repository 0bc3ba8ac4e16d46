import { sql } from 'drizzle-orm';
import { SoldPlan, type Revenue } from '@geko/contracts/subscriptions';
import { GRACE_DAYS } from '@geko/domain/plan-standing';
import { calendarMonth } from '@geko/domain/periods';
import type { Deps } from '../deps.ts';

const DAY_MS = 86_400_000;

type PlanRow = Record<
  'recurring_cents' | 'active' | 'trialing' | 'failing' | 'ending' | 'begun' | 'ended',
  bigint | string
> & { plan_id: string };

/** What subscriptions and credit bring, out of our own tables, for operators. */
export async function getRevenue({
  db,
  now: clock,
  stripe,
}: Pick<Deps, 'db' | 'now' | 'stripe'>): Promise<Revenue> {
  const now = clock();
  const since = calendarMonth({ at: now, timeZone: 'UTC' }).startAt;
  const lapsedAt = new Date(now.getTime() - GRACE_DAYS * DAY_MS);
  const { rows } = await db.execute<PlanRow>(
    sql`select * from system.subscription_figures(${since.toISOString()}::timestamptz, ${lapsedAt.toISOString()}::timestamptz)`,
  );
  const { rows: sold } = await db.execute<{ cents: bigint | string; purchases: bigint | string }>(
    sql`select * from system.credit_sold(${since.toISOString()}::timestamptz)`,
  );
  const { rows: paid } = await db.execute<{
    paid_cents: bigint | string;
    back_cents: bigint | string;
  }>(sql`select * from system.plans_paid(${since.toISOString()}::timestamptz)`);
  const sum = (of: Exclude<keyof PlanRow, 'plan_id'>): number =>
    rows.reduce((total, row) => total + Number(row[of]), 0);
  return {
    isSetUp: stripe !== null,
    since: since.toISOString(),
    recurringCents: sum('recurring_cents'),
    plans: SoldPlan.options.map((planId) => {
      const row = rows.find((one) => one.plan_id === planId);
      return {
        planId,
        active: Number(row?.active ?? 0),
        trialing: Number(row?.trialing ?? 0),
        failing: Number(row?.failing ?? 0),
        ending: Number(row?.ending ?? 0),
      };
    }),
    begun: sum('begun'),
    ended: sum('ended'),
    planPaidCents: Number(paid[0]?.paid_cents ?? 0),
    planBackCents: Number(paid[0]?.back_cents ?? 0),
    creditSoldCents: Number(sold[0]?.cents ?? 0),
    creditPurchases: Number(sold[0]?.purchases ?? 0),
  };
}
