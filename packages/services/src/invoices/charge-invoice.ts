import { NIL_ID } from '@geko/contracts/ids';
import { inTenant, type Tx } from '@geko/db/client';
import { invoices } from '@geko/db/schema/invoices';
import { nextCharge } from '@geko/domain/invoice';
import { PaymentError } from '@geko/payments/payment-error';
import { listCards } from '@geko/payments/stripe/cards';
import type { StripeClient } from '@geko/payments/stripe/make-client';
import type { StripeRail } from '@geko/payments/stripe/open-rail';
import { fetchInvoice, payInvoice } from '@geko/payments/stripe/settle-invoice';
import { applyFacts } from '../billing/follow-invoice.ts';
import type { Deps } from '../deps.ts';
import { isInvoice, lockInvoice, type InvoicePlace, type InvoiceRow } from './invoice-row.ts';
import { NOBODY } from './make-invoice.ts';
import { moveInvoice } from './move-invoice.ts';

type ChargeDeps = Pick<Deps, 'db' | 'now' | 'newId'>;
/** no_card: nobody's card could be charged, so the customer was not failed by one. */
type Outcome = 'paid' | 'no_card' | 'card_declined';

/**
 * Charges an invoice whose time has come to the card that its customer has on file. A card that is declined makes it failed;
 * without a card it waits for somebody to pay it, and is failed when the last try has passed. Each try is one operation at
 * Stripe, however often it is begun. False: its time has not come.
 * @throws PaymentError where nothing came of it, also at Stripe
 */
export async function chargeInvoice(
  deps: ChargeDeps,
  { client }: StripeRail,
  place: InvoicePlace,
): Promise<boolean> {
  const inside = <T>(verb: (tx: Tx) => Promise<T>) =>
    inTenant(deps.db, { ...place, userId: NIL_ID }, verb);
  const row = await inside((tx) => lockInvoice(tx, place));
  const { stripeInvoiceId: invoiceId, customerId } = row;
  if (!isDue(row, deps.now()) || invoiceId === null || customerId === null) return false;
  const outcome = await charge(client, { row, invoiceId, customerId });
  const facts = await fetchInvoice(client, invoiceId);
  await inside(async (tx) => {
    const locked = await lockInvoice(tx, place);
    const { tenantId, workspaceId } = place;
    const now = deps.now();
    const at = { tx, tenantId, workspaceId, actorId: null, now, newId: deps.newId };
    await applyFacts({ ...at, request: NOBODY }, locked, facts);
    // Somebody else has made this try.
    if (locked.charges !== row.charges || facts.state !== 'open') return;
    const chargeAt = nextCharge({ tries: row.charges + 1, at: now });
    const problem = outcome === 'paid' ? null : outcome;
    if (outcome === 'card_declined' || chargeAt === null) {
      const current = await lockInvoice(tx, place);
      const offCents = BigInt(facts.creditedBeforePaidCents);
      await moveInvoice({ ...at, request: NOBODY }, current, { to: 'failed', at: now, offCents });
    }
    await tx
      .update(invoices)
      .set({ charges: row.charges + 1, chargeAt, problem })
      .where(isInvoice(place));
  });
  return true;
}

function isDue({ state, chargeAt }: InvoiceRow, now: Date): boolean {
  return (state === 'open' || state === 'failed') && chargeAt !== null && chargeAt <= now;
}

async function charge(
  client: StripeClient,
  { row, invoiceId, customerId }: { row: InvoiceRow; invoiceId: string; customerId: string },
): Promise<Outcome> {
  const cards = await listCards(client, { customerId });
  if (!cards.some(({ isDefault }) => isDefault)) return 'no_card';
  try {
    await payInvoice(client, { operationId: `${row.id}.${row.charges + 1}`, invoiceId });
    return 'paid';
  } catch (error) {
    if (!(error instanceof PaymentError)) throw error;
    if (error.code === 'card_declined') return 'card_declined';
    // Paid or void by now: the invoice itself tells.
    if (error.code === 'conflict') return 'paid';
    throw error;
  }
}
