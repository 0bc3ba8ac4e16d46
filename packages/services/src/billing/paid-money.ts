import { and, eq } from 'drizzle-orm';
import type { Tx } from '@geko/db/client';
import { invoices, planInvoices } from '@geko/db/schema/invoices';
import { moneyBacks, payments } from '@geko/db/schema/payments';
import { NANO_PER_CENT } from '@geko/domain/invoice';
import { planWorthNano } from '@geko/domain/plan-invoice';
import { isInvoice } from '../invoices/invoice-row.ts';
import { isPlanInvoice } from './plan-invoice-row.ts';
import { isPayment } from './start-top-up.ts';

/** Something that is paid once: credit, a plan's invoice, or one for use. */
export type PaidPlace = {
  of: 'payment' | 'plan' | 'use';
  tenantId: string;
  workspaceId: string;
  id: string;
};

/** The same as it is booked. */
export type PaidMoney = PaidPlace & {
  /** What it was paid by; null = it is not booked yet. */
  moneyId: string | null;
  /** With tax. */
  paidCents: number;
  /** What it brought: credit, or of an invoice the money without tax. */
  worthNano: bigint;
};

/** Credit that somebody bought, or began to. */
export function creditPaid(row: typeof payments.$inferSelect): PaidMoney {
  const { tenantId, workspaceId, id, state, moneyId, priceCents, taxCents, balanceCents } = row;
  return {
    of: 'payment',
    tenantId,
    workspaceId,
    id,
    moneyId: state === 'paid' ? moneyId : null,
    paidCents: priceCents + taxCents - balanceCents,
    worthNano: row.creditNano,
  };
}

/** What was paid there, locked; null = there is no such thing. The transaction must be in its workspace. */
export async function lockPaid(tx: Tx, place: PaidPlace): Promise<PaidMoney | null> {
  switch (place.of) {
    case 'payment': {
      const [row] = await tx.select().from(payments).where(isPayment(place)).for('update');
      return row === undefined ? null : creditPaid(row);
    }
    case 'plan': {
      const [row] = await tx.select().from(planInvoices).where(isPlanInvoice(place)).for('update');
      if (row === undefined) return null;
      return {
        ...place,
        moneyId: row.state === 'paid' ? row.paymentIntentId : null,
        paidCents: Number(row.paidCents),
        worthNano: planWorthNano(row),
      };
    }
    case 'use': {
      const [row] = await tx.select().from(invoices).where(isInvoice(place)).for('update');
      if (row === undefined) return null;
      return {
        ...place,
        moneyId: row.state === 'paid' ? row.paymentIntentId : null,
        paidCents: Number(row.totalCents + row.taxCents),
        worthNano: row.totalCents * NANO_PER_CENT,
      };
    }
  }
}

const columns = {
  payment: moneyBacks.paymentId,
  plan: moneyBacks.planInvoiceId,
  use: moneyBacks.invoiceId,
} as const;

/** What went back of it, or is asked to. */
export function areItsMoneyBacks({ of, tenantId, workspaceId, id }: PaidPlace) {
  return and(
    eq(moneyBacks.tenantId, tenantId),
    eq(moneyBacks.workspaceId, workspaceId),
    eq(columns[of], id),
  );
}

/** Which of the three it is of, as its rows say. */
export function namedIn({ of, id }: PaidPlace) {
  return {
    paymentId: of === 'payment' ? id : null,
    planInvoiceId: of === 'plan' ? id : null,
    invoiceId: of === 'use' ? id : null,
  };
}
