import { sql } from 'drizzle-orm';
import { moneyBackStates } from '@geko/contracts/money-back';
import {
  paymentOrigins,
  paymentStates,
  type AdminPayments,
  type ListPayments,
} from '@geko/contracts/payments';
import { z } from 'zod';
import type { Deps } from '../deps.ts';
import { fromCursor, toPage } from '../keyset.ts';

type Row = {
  id: string;
  workspace_id: string;
  workspace_name: string;
  tenant_name: string;
  state: string;
  origin: string;
  credit_nano: bigint;
  price_cents: number;
  tax_cents: number;
  refunded_cents: bigint;
  dispute: string | null;
  begun_at: Date;
  paid_at: Date | null;
};

const States = z.enum(paymentStates);
const Origins = z.enum(paymentOrigins);
const Disputes = z.enum(moneyBackStates).nullable();

/** Every payment of the installation that was paid or failed, newest first, with what went back of it. */
export async function listPayments(
  { db }: Pick<Deps, 'db'>,
  { cursor, limit }: ListPayments,
): Promise<AdminPayments> {
  const after = fromCursor(cursor);
  const { rows } = await db.execute<Row>(
    sql`select * from system.list_payments(${after?.at.toISOString() ?? null}::timestamptz,
      ${after?.id ?? null}::uuid, ${limit + 1})`,
  );
  const page = toPage(rows, limit, (row) => ({ at: new Date(row.begun_at), id: row.id }));
  return {
    items: page.rows.map((row) => ({
      id: row.id,
      workspaceId: row.workspace_id,
      workspaceName: row.workspace_name,
      tenantName: row.tenant_name,
      state: States.parse(row.state),
      origin: Origins.parse(row.origin),
      creditNano: row.credit_nano.toString(),
      priceCents: row.price_cents,
      taxCents: row.tax_cents,
      refundedCents: Number(row.refunded_cents),
      dispute: Disputes.parse(row.dispute),
      begunAt: new Date(row.begun_at).toISOString(),
      paidAt: row.paid_at === null ? null : new Date(row.paid_at).toISOString(),
    })),
    nextCursor: page.nextCursor,
  };
}
