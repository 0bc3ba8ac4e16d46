import { sql } from 'drizzle-orm';
import { z } from 'zod';
import { Meter, PeriodKind } from '@geko/contracts/meters';
import { Overflow, type Plan } from '@geko/contracts/plans';
import { settingTable } from '../config/system-settings.ts';
import { crossedCaps, type ChangedCounter } from './crossed-caps.ts';
import type { NoticePlace } from './insert-notice.ts';
import { tellOfLimits } from './tell-of-limits.ts';
import { tellOfLowCredit } from './tell-of-low-credit.ts';

/** What a settlement has changed. changed: what settle_hold returned. Wallet balances: null = not touched. */
export type SettledChanges = {
  changed: readonly ChangedCounter[];
  walletBeforeNano: bigint | null;
  walletAfterNano: bigint | null;
};

/**
 * Tells people what a settlement has brought about, in its own transaction: 80 % or all of a limit used, credit run
 * low; each once (SPEC §6, §19). One query where something could have crossed, none elsewhere. plan: the workspace's.
 */
export async function tellOfSettlement(
  place: NoticePlace & { plan: Plan },
  { changed, walletBeforeNano, walletAfterNano }: SettledChanges,
): Promise<void> {
  const moved = changed.filter(({ before, after }) => before !== after);
  const byPlan = crossedCaps(moved, { plan: place.plan, set: [], timeZone: 'UTC' });
  const fell =
    walletBeforeNano !== null && walletAfterNano !== null && walletAfterNano < walletBeforeNano
      ? { walletBeforeNano, walletAfterNano }
      : null;
  const hasSetLimits = moved.some(({ subject }) => !/^plan(?::|$)/u.test(subject));
  if (!hasSetLimits && fell === null) return tellOfLimits(place, byPlan);
  const known = await readKnown(
    place,
    moved.map(({ subject }) => subject),
  );
  await tellOfLimits(
    place,
    crossedCaps(moved, { plan: place.plan, set: known.set, timeZone: known.timeZone }),
  );
  if (fell !== null) await tellOfLowCredit(place, fell, known);
}

const Known = z.object({
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
  /** What the operator has set, if anything. */
  lowCredit: z
    .array(z.unknown())
    .nullable()
    .transform((set) => settingTable['money.low_credit_nano'].parse(set?.[0])),
  newestLotId: z.string().nullable(),
  timeZone: z.string(),
});
type Known = z.infer<typeof Known>;

/** The caps that people have set on these subjects, and what else the news is made of, in one query. */
async function readKnown(
  { tx, tenantId, workspaceId }: NoticePlace,
  subjects: readonly string[],
): Promise<Known> {
  const { rows } = await tx.execute<{ known: unknown }>(sql`select jsonb_build_object(
    'set', (select coalesce(jsonb_agg(c), '[]') from (
        select id, subject_kind as "subjectKind", subject_id as "subjectId", meter, cap::text as cap, period,
          anchor_at as "anchorAt", overflow, null as "timeZone"
        from limits where tenant_id = ${tenantId} and workspace_id = ${workspaceId}
          and (subject_kind in ('workspace', 'each_member')
            or ${JSON.stringify(subjects)}::jsonb ? (subject_kind || ':' || subject_id))
        union all
        select id, 'tenant', '', meter, cap::text, period, anchor_at, overflow, time_zone
        from tenant_limits where tenant_id = ${tenantId}) c),
    'lowCredit', (select jsonb_agg(value) from system_config where key = 'money.low_credit_nano'),
    'newestLotId', (select id from credit_lots where tenant_id = ${tenantId} and workspace_id = ${workspaceId}
      order by created_at desc, id desc limit 1),
    'timeZone', (select time_zone from workspaces where tenant_id = ${tenantId} and id = ${workspaceId})) as known`);
  return Known.parse(rows[0]?.known);
}
