import { desc, eq, sql } from 'drizzle-orm';
import {
  LicenceSource,
  LicenceTier,
  licenceTierIds,
  licenceTierTable,
  type AdminLicence,
  type AdminLicences,
  type ListLicences,
} from '@geko/contracts/licences';
import { saleEvents } from '@geko/db/schema/licences';
import { licenceStatus, type LicenceLife } from '@geko/domain/licence';
import { calendarMonth } from '@geko/domain/periods';
import type { Deps } from '../deps.ts';
import { fromCursor, toPage } from '../keyset.ts';

type Row = {
  id: string;
  workspace_id: string;
  workspace_name: string;
  time_zone: string;
  tier: string;
  holder_email: string;
  status: LicenceLife['status'];
  source: string;
  sale_id: string | null;
  sale_checked_at: Date | null;
  last_four: string;
  created_at: Date;
  expires_at: Date | null;
  last_used_at: Date | null;
  devices: number;
  used: bigint;
};

const MOST_UNKNOWN = 20;
const meters = JSON.stringify(
  Object.fromEntries(licenceTierIds.map((tier) => [tier, licenceTierTable[tier].meter])),
);

/** Every licence of the installation, newest first, with this month's use; and which shops are set up. */
export async function listAllLicences(
  { db, now: clock, shops }: Pick<Deps, 'db' | 'now' | 'shops'>,
  input: ListLicences,
): Promise<AdminLicences> {
  const after = fromCursor(input.cursor);
  const now = clock();
  const { rows } = await db.execute<Row>(
    sql`select * from system.list_licences(${meters}::jsonb, ${now.toISOString()}::timestamptz,
      ${after?.at.toISOString() ?? null}::timestamptz, ${after?.id ?? null}::uuid, ${input.limit + 1})`,
  );
  const unknown = await db
    .select()
    .from(saleEvents)
    .where(eq(saleEvents.outcome, 'unknown_product'))
    .orderBy(desc(saleEvents.receivedAt))
    .limit(MOST_UNKNOWN);
  const page = toPage(rows, input.limit, (row) => ({ at: new Date(row.created_at), id: row.id }));
  return {
    items: page.rows.map((row) => view(row, now)),
    nextCursor: page.nextCursor,
    shops: Object.values(shops).map(({ id, isSet }) => ({ id, isSet })),
    unknownSales: unknown.map(({ source, saleId, receivedAt }) => ({
      shop: source,
      saleId,
      receivedAt: receivedAt.toISOString(),
    })),
  };
}

function view(row: Row, now: Date): AdminLicence {
  const tier = LicenceTier.parse(row.tier);
  const { meter, cap, seats } = licenceTierTable[tier];
  const [expiresAt, saleCheckedAt, lastUsedAt] = [
    toDate(row.expires_at),
    toDate(row.sale_checked_at),
    toDate(row.last_used_at),
  ];
  const resetsAt = calendarMonth({ at: now, timeZone: row.time_zone }).endAt.toISOString();
  return {
    id: row.id,
    workspaceId: row.workspace_id,
    workspaceName: row.workspace_name,
    tier,
    holderEmail: row.holder_email,
    lastFour: row.last_four,
    status: licenceStatus({ status: row.status, expiresAt, saleCheckedAt }, now),
    source: LicenceSource.parse(row.source),
    saleId: row.sale_id,
    saleCheckedAt: saleCheckedAt?.toISOString() ?? null,
    createdAt: new Date(row.created_at).toISOString(),
    expiresAt: expiresAt?.toISOString() ?? null,
    lastUsedAt: lastUsedAt?.toISOString() ?? null,
    seats,
    devices: row.devices,
    thisMonth: { meter, used: Number(row.used), cap, resetsAt },
  };
}

const toDate = (at: Date | string | null): Date | null => (at === null ? null : new Date(at));
