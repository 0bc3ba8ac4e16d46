import { sql } from 'drizzle-orm';
import type { TopUpStop } from '@geko/contracts/automatic-top-up';
import { NIL_ID } from '@geko/contracts/ids';
import { inTenant } from '@geko/db/client';
import { PaymentError } from '@geko/payments/payment-error';
import { chargeByInvoice } from '@geko/payments/stripe/charge-by-invoice';
import { chargeOffSession } from '@geko/payments/stripe/charge-off-session';
import type { InvoiceFacts } from '@geko/payments/stripe/facts/invoice-facts';
import type { PaymentFacts } from '@geko/payments/stripe/facts/payment-facts';
import type { StripeRail } from '@geko/payments/stripe/open-rail';
import type { Deps, RequestFacts } from '../deps.ts';
import { beginTopUp, type PendingTopUp } from './begin-top-up.ts';
import { bookTopUp, type PaidTopUp } from './book-top-up.ts';
import { balanceOf } from './follow-invoice.ts';
import { lockStripeMoney } from './lock-stripe-money.ts';
import { stopTopUp } from './stop-top-up.ts';

type TopUpDeps = Pick<Deps, 'db' | 'now' | 'newId' | 'log' | 'stripe'>;
type Place = { tenantId: string; workspaceId: string };

const MOST_AT_ONCE = 50;
/** Stripe forgets an operation after a day: later it could charge twice. */
const SAFE_TO_REPEAT_MS = 20 * 3_600_000;
/** As the record has what no request asked for. */
const NOBODY: RequestFacts = { requestId: 'top-up-due', address: null, userAgent: null };

/**
 * Buys credit wherever it has fallen below the threshold that people have set: one payment of a workspace at a time, under an
 * id that is kept first, so that whoever comes to it later, after a crash too, makes the same one. Safe to run anywhere, any
 * number of times at once.
 */
export async function topUpDue(deps: TopUpDeps): Promise<{ bought: number; stopped: number }> {
  const done = { bought: 0, stopped: 0 };
  const { stripe } = deps;
  if (stripe === null) return done;
  const { rows } = await deps.db.execute<{ tenant_id: string; workspace_id: string }>(
    sql`select * from system.top_ups_due(${MOST_AT_ONCE})`,
  );
  for (const row of rows) {
    const place = { tenantId: row.tenant_id, workspaceId: row.workspace_id };
    try {
      const outcome = await topUpOne(deps, stripe, place);
      if (outcome !== null) done[outcome] += 1;
    } catch (error) {
      deps.log.error({ error, ...place }, 'credit was not topped up');
    }
  }
  return done;
}

async function topUpOne(
  deps: TopUpDeps,
  rail: StripeRail,
  place: Place,
): Promise<'bought' | 'stopped' | null> {
  const { db, newId, log } = deps;
  const inPlace = { ...place, userId: NIL_ID };
  const pending = await inTenant(db, inPlace, (tx) =>
    beginTopUp({ tx, ...place, now: deps.now(), newId }, NOBODY),
  );
  if (pending === null) return null;
  const stop = async (reason: TopUpStop) => {
    const wanted = { paymentId: pending.id, stop: reason, request: NOBODY };
    await inTenant(db, inPlace, (tx) =>
      stopTopUp({ tx, ...place, now: deps.now(), newId }, wanted),
    );
    return 'stopped' as const;
  };
  if (deps.now().getTime() - pending.begunAt.getTime() > SAFE_TO_REPEAT_MS) return stop('unknown');
  if (pending.customerId === null) return stop('no_card');
  try {
    const paid = await charge(rail, place, { ...pending, customerId: pending.customerId });
    if (paid === 'failed') return await stop('declined');
    // On its way: Stripe tells when it is there.
    if (paid === null) return null;
    await book(deps, paid);
    return 'bought';
  } catch (error) {
    if (!(error instanceof PaymentError)) throw error;
    const reason = stopOf(error);
    if (reason !== null) return stop(reason);
    log.warn({ code: error.code, ...error.facts, ...place }, 'Stripe did not top credit up');
    return null;
  }
}

/** Charges the card; null = it is on its way. Where Stripe reckons the tax it is an invoice that is paid. */
async function charge(
  { client, isTaxAutomatic }: StripeRail,
  { workspaceId }: Place,
  { id, customerId, amountCents, begunAt }: PendingTopUp & { customerId: string },
): Promise<PaidTopUp | 'failed' | null> {
  const description = 'Automatic top-up of credit';
  const wish = { operationId: id, workspaceId, customerId, amountCents, description };
  if (isTaxAutomatic) {
    const invoice = await chargeByInvoice(client, { ...wish, begunAt });
    if (invoice.state === 'void') return 'failed';
    return invoice.state === 'paid' ? paidByInvoice(invoice) : null;
  }
  const payment = await chargeOffSession(client, { ...wish, cardId: null });
  if (payment.state === 'failed') return 'failed';
  return payment.state === 'paid' ? paidAlone(payment) : null;
}

/** Why a failure ends it; null = the same again may do. */
function stopOf({ code, facts }: PaymentError): TopUpStop | null {
  switch (code) {
    case 'card_declined':
      return facts.needsOwner ? 'needs_owner' : 'declined';
    // There is no card, or nobody whose it could be.
    case 'conflict':
    case 'not_found':
      return 'no_card';
    case 'refused':
      return facts.providerCode === 'customer_tax_location_invalid' ? 'no_address' : 'unknown';
    case 'operation_reused':
      return 'unknown';
    case 'operation_busy':
    case 'rate_limited':
    case 'unavailable':
    case 'misconfigured':
      return null;
  }
}

async function book(deps: TopUpDeps, paid: PaidTopUp): Promise<void> {
  const { moneyId } = paid;
  const booked = await deps.db.transaction(async (tx) => {
    await lockStripeMoney(tx, moneyId);
    return bookTopUp(tx, deps, paid, NOBODY);
  });
  if (booked !== 'booked' && booked !== 'known') {
    deps.log.error({ moneyId, reason: booked }, 'an automatic top-up does not agree with Stripe');
  }
}

/** A payment without a page, as it is booked: there is no tax in it. */
export function paidAlone(paid: PaymentFacts): PaidTopUp {
  const { mark, customerId, currency, receivedCents, paymentIntentId: moneyId } = paid;
  return { mark, customerId, currency, moneyId, subtotalCents: receivedCents, taxCents: 0 };
}

/** The same of one that was made by an invoice; what the customer's balance paid was no money. */
export function paidByInvoice(paid: InvoiceFacts): PaidTopUp {
  const { mark, customerId, currency, subtotalCents, taxCents } = paid;
  const moneyId = paid.paymentIntentId ?? paid.invoiceId;
  const balanceCents = Number(balanceOf(paid));
  return { mark, customerId, currency, moneyId, subtotalCents, taxCents, balanceCents };
}
