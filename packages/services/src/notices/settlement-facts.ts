import { sql } from 'drizzle-orm';
import { z } from 'zod';
import { LicenceTier } from '@geko/contracts/licences';
import { Meter, PeriodKind } from '@geko/contracts/meters';
import { Overflow, PlanId, planSchema, planTable, type Plan } from '@geko/contracts/plans';
import { settingTable } from '../config/system-settings.ts';
import type { NoticePlace } from './insert-notice.ts';

const Facts = z.object({
  planId: PlanId,
  /** As the operator has changed it. */
  plan: planSchema.nullable(),
  timeZone: z.string(),
  set: z.array(
    z.object({
      id: z.string(),
      subjectKind: z.enum(['tenant', 'workspace', 'each_member', 'member', 'model', 'key']),
      subjectId: z.string(),
      meter: Meter,
      cap: z.string().transform(BigInt),
      period: PeriodKind,
      anchorAt: z
        .string()
        .transform((text) => new Date(text))
        .nullable(),
      overflow: Overflow,
      timeZone: z.string().nullable(),
    }),
  ),
  licence: z.object({ id: z.string(), tier: LicenceTier }).nullable(),
  /** What the operator has set, if anything. */
  lowCredit: z
    .array(z.unknown())
    .nullable()
    .transform((set) => settingTable['money.low_credit_nano'].parse(set?.[0])),
});

/**
 * What a settlement's news is made of: the workspace's plan and zone, the caps that people have set on what the call
 * counts on, the licence that it came by, and below how much credit people hear of it (null = never).
 */
export type SettlementFacts = Pick<
  z.infer<typeof Facts>,
  'set' | 'lowCredit' | 'timeZone' | 'licence'
> & {
  plan: Plan;
};

/**
 * Reads them in one query; before the money is locked, as others wait from then on. subjects: the counters that count
 * the call. Whoever settles need not be a member.
 */
export async function readSettlementFacts(
  { tx, tenantId, workspaceId }: Pick<NoticePlace, 'tx' | 'tenantId' | 'workspaceId'>,
  subjects: readonly string[],
): Promise<SettlementFacts> {
  const { rows } = await tx.execute<{ facts: unknown }>(sql`select jsonb_build_object(
    'planId', s.plan_id, 'plan', o.plan, 'timeZone', workspaces.time_zone,
    'set', (select coalesce(jsonb_agg(c), '[]') from (
        select id, subject_kind as "subjectKind", subject_id as "subjectId", meter, cap::text as cap, period,
          anchor_at as "anchorAt", overflow, null as "timeZone"
        from limits where tenant_id = ${tenantId} and workspace_id = ${workspaceId}
          and (subject_kind in ('workspace', 'each_member')
            or ${JSON.stringify(subjects)}::jsonb ? (subject_kind || ':' || subject_id))
        union all
        select id, 'tenant', '', meter, cap::text, period, anchor_at, overflow, time_zone
        from tenant_limits where tenant_id = ${tenantId}) c),
    'licence', (select jsonb_build_object('id', l.id, 'tier', l.tier) from licences l
      where l.tenant_id = ${tenantId} and l.workspace_id = ${workspaceId}
        and ${JSON.stringify(subjects)}::jsonb ? ('key:' || l.id) limit 1),
    'lowCredit', (select jsonb_agg(value) from system_config where key = 'money.low_credit_nano')) as facts
    from workspaces
    join workspace_subscriptions s on s.tenant_id = workspaces.tenant_id and s.workspace_id = workspaces.id
    left join plan_overrides o on o.plan_id = s.plan_id
    where workspaces.tenant_id = ${tenantId} and workspaces.id = ${workspaceId}`);
  if (rows[0] === undefined) throw new Error(`workspace ${workspaceId} is gone`);
  const { planId, plan, ...facts } = Facts.parse(rows[0].facts);
  return { ...facts, plan: plan ?? planTable[planId] };
}
