import { and, eq, gte, lt, ne, sql } from 'drizzle-orm';
import type { Tx } from '@geko/db/client';
import { ledgerBalances } from '@geko/db/schema/money';
import { automaticTopUps, payments } from '@geko/db/schema/payments';
import { workspaces } from '@geko/db/schema/tenancy';
import { calendarMonth } from '@geko/domain/periods';

type Place = { tenantId: string; workspaceId: string };
export type TopUpRow = typeof automaticTopUps.$inferSelect;

/** Automatic top-up of that workspace. */
export function isTopUpOf({ tenantId, workspaceId }: Place) {
  return and(eq(automaticTopUps.tenantId, tenantId), eq(automaticTopUps.workspaceId, workspaceId));
}

/** What was bought by itself in the running month of the workspace, or is being bought, in cents; and when it began. */
export async function readBought(
  tx: Tx,
  { tenantId, workspaceId }: Place,
  now: Date,
): Promise<{ boughtCents: number; monthStart: Date }> {
  const [place] = await tx
    .select({ timeZone: workspaces.timeZone })
    .from(workspaces)
    .where(and(eq(workspaces.tenantId, tenantId), eq(workspaces.id, workspaceId)));
  const { startAt, endAt } = calendarMonth({ at: now, timeZone: place?.timeZone ?? 'UTC' });
  const [sum] = await tx
    .select({ cents: sql<string>`coalesce(sum(${payments.priceCents}), 0)::text` })
    .from(payments)
    .where(
      and(
        eq(payments.tenantId, tenantId),
        eq(payments.workspaceId, workspaceId),
        eq(payments.origin, 'automatic'),
        ne(payments.state, 'failed'),
        gte(payments.begunAt, startAt),
        lt(payments.begunAt, endAt),
      ),
    );
  return { boughtCents: Number(sum?.cents ?? 0), monthStart: startAt };
}

/** What the wallet holds by the ledger; below zero it is owed. */
export async function readBalance(tx: Tx, { tenantId, workspaceId }: Place): Promise<bigint> {
  const [row] = await tx
    .select({ amountNano: ledgerBalances.amountNano })
    .from(ledgerBalances)
    .where(
      and(
        eq(ledgerBalances.tenantId, tenantId),
        eq(ledgerBalances.workspaceId, workspaceId),
        eq(ledgerBalances.account, 'wallet'),
      ),
    );
  return -(row?.amountNano ?? 0n);
}
