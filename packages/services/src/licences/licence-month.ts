import { and, eq, inArray } from 'drizzle-orm';
import { licenceTierTable, type Licence, type LicenceTier } from '@geko/contracts/licences';
import type { Tx } from '@geko/db/client';
import { quotas } from '@geko/db/schema/limits';
import { calendarMonth } from '@geko/domain/periods';

type Named = { id: string; tier: LicenceTier };

/** What was used of some licences of a workspace this month, by their ids. */
export async function licenceMonths(
  tx: Tx,
  {
    tenantId,
    workspaceId,
    timeZone,
    now,
  }: { tenantId: string; workspaceId: string; timeZone: string; now: Date },
  named: readonly Named[],
): Promise<Map<string, Licence['thisMonth']>> {
  if (named.length === 0) return new Map();
  const month = calendarMonth({ at: now, timeZone });
  const rows = await tx
    .select({ subject: quotas.subject, meter: quotas.meter, used: quotas.used })
    .from(quotas)
    .where(
      and(
        eq(quotas.tenantId, tenantId),
        eq(quotas.workspaceId, workspaceId),
        inArray(
          quotas.subject,
          named.map(({ id }) => `key:${id}`),
        ),
        eq(quotas.period, 'month'),
        eq(quotas.periodStart, month.startAt),
      ),
    );
  return new Map(
    named.map(({ id, tier }) => {
      const { meter, cap } = licenceTierTable[tier];
      const row = rows.find((one) => one.subject === `key:${id}` && one.meter === meter);
      const used = Number(row?.used ?? 0n);
      return [id, { meter, used, cap, resetsAt: month.endAt.toISOString() }];
    }),
  );
}
