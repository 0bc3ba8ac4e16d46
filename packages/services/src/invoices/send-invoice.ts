import { and, asc, eq, isNull } from 'drizzle-orm';
import { NIL_ID } from '@geko/contracts/ids';
import { inTenant, type Tx } from '@geko/db/client';
import { invoiceLines, invoices } from '@geko/db/schema/invoices';
import { centLines, ROUNDING_KEY } from '@geko/domain/invoice';
import { ensureCustomer } from '@geko/payments/stripe/ensure-customer';
import type { StripeRail } from '@geko/payments/stripe/open-rail';
import { pushInvoice, type OurInvoice } from '@geko/payments/stripe/push-invoice';
import { voidInvoice } from '@geko/payments/stripe/settle-invoice';
import { applyFacts } from '../billing/follow-invoice.ts';
import { keepCustomer } from '../billing/stripe-customer.ts';
import type { Deps } from '../deps.ts';
import { findPayer, type Payer } from './find-payer.ts';
import { isInvoice, lockInvoice, type InvoicePlace, type InvoiceRow } from './invoice-row.ts';
import { NOBODY } from './make-invoice.ts';

type SendDeps = Pick<Deps, 'db' | 'now' | 'newId'>;
type Line = typeof invoiceLines.$inferSelect;

/**
 * Brings a draft to Stripe, and keeps what it is there; its people are told in the same transaction that opens it. Every step
 * finds what an earlier try has done, so it may be cut off anywhere, run again and run twice at once. False: it is no draft.
 * @throws PaymentError
 */
export async function sendInvoice(
  deps: SendDeps,
  { client, isTaxAutomatic }: StripeRail,
  place: InvoicePlace,
): Promise<boolean> {
  const inside = <T>(verb: (tx: Tx) => Promise<T>) =>
    inTenant(deps.db, { ...place, userId: NIL_ID }, verb);
  const draft = await inside((tx) => readDraft(tx, place));
  if (draft === null) return false;
  const { row, lines, payer } = draft;
  const customerId =
    row.customerId ??
    (
      await ensureCustomer(client, {
        operationId: row.id,
        tenantId: row.tenantId,
        ...(payer ?? { name: row.companyName, email: '', customerId: null }),
      })
    ).customerId;
  // Kept before: whatever Stripe tells of the invoice is held against it.
  await inside(async (tx) => {
    await keepCustomer({ tx, caller: place, now: deps.now() }, customerId);
    await tx
      .update(invoices)
      .set({ customerId })
      .where(and(isInvoice(place), isNull(invoices.customerId)));
  });
  const facts = await pushInvoice(client, toStripe(row, lines, { customerId, isTaxAutomatic }));
  const isVoid = await inside(async (tx) => {
    const now = deps.now();
    const locked = await lockInvoice(tx, place);
    const { tenantId, workspaceId } = place;
    const at = { tx, tenantId, workspaceId, actorId: null, now, newId: deps.newId };
    const followed = await applyFacts({ ...at, request: NOBODY }, locked, facts);
    if (followed !== 'booked' && followed !== 'known') {
      await tx.update(invoices).set({ problem: followed }).where(isInvoice(place));
    }
    return locked.state === 'void';
  });
  // It was voided here while it was on its way there.
  if (isVoid && facts.state === 'open') {
    await voidInvoice(client, { operationId: row.id, invoiceId: facts.invoiceId });
  }
  return true;
}

async function readDraft(
  tx: Tx,
  place: InvoicePlace,
): Promise<{ row: InvoiceRow; lines: Line[]; payer: Payer | null } | null> {
  const [row] = await tx
    .select()
    .from(invoices)
    .where(and(isInvoice(place), eq(invoices.state, 'draft')));
  if (!row) return null;
  return { row, lines: await linesOf(tx, place), payer: await findPayer(tx, place) };
}

/** The invoice's lines, in their order. */
export function linesOf(tx: Tx, { tenantId, workspaceId, id }: InvoicePlace): Promise<Line[]> {
  return tx
    .select()
    .from(invoiceLines)
    .where(
      and(
        eq(invoiceLines.tenantId, tenantId),
        eq(invoiceLines.workspaceId, workspaceId),
        eq(invoiceLines.invoiceId, id),
      ),
    )
    .orderBy(asc(invoiceLines.line));
}

function toStripe(
  row: InvoiceRow,
  lines: readonly Line[],
  { customerId, isTaxAutomatic }: Pick<OurInvoice, 'customerId' | 'isTaxAutomatic'>,
): OurInvoice {
  const names = new Map(
    lines.map((line) => [
      String(line.line),
      line.isEarlier ? `${line.modelName}, earlier` : line.modelName,
    ]),
  );
  const inCents = centLines(
    lines.map(({ line, amountNano }) => ({ key: String(line), amountNano })),
    row.totalCents,
  );
  return {
    operationId: row.id,
    workspaceId: row.workspaceId,
    customerId,
    purpose: 'monthly_invoice',
    lines: inCents.map(({ key, amountCents }) => ({
      key,
      description: key === ROUNDING_KEY ? 'Rounding' : (names.get(key) ?? key),
      amountCents: Number(amountCents),
    })),
    totalCents: Number(row.totalCents),
    description: `${row.number}: use in ${row.month} (${row.workspaceName})`,
    periodStartAt: row.periodStart,
    periodEndAt: row.periodEnd,
    isTaxAutomatic,
    madeAt: row.madeAt,
  };
}
