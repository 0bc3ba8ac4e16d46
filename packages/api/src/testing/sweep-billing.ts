import { randomUUID } from 'node:crypto';
import { eq } from 'drizzle-orm';
import type { Db, Tx } from '@geko/db/client';
import {
  automaticTopUps,
  moneyBacks,
  payments,
  promoCodes,
  promoRedemptions,
  stripeCustomers,
  stripeEvents,
} from '@geko/db/schema/payments';
import { planInvoices } from '@geko/db/schema/invoices';
import { planSubscriptions } from '@geko/db/schema/subscriptions';
import type { StripeRail } from '@geko/payments/stripe/open-rail';
import { topUp } from '@geko/services/wallet/top-up';
import type { Place } from './sweep-content.ts';

/** A customer that Stripe has never seen. */
const NOWHERE = 'cus_of_the_sweep_';
const CREDIT_NANO = 10_000_000_000n;

/** Something of Stripe's that waits for the operator; its event's id. */
export async function writeQuarantined(db: Db): Promise<string> {
  const id = `evt_${randomUUID()}`;
  await db.insert(stripeEvents).values({
    id,
    type: 'checkout.session.completed',
    objectId: 'cs_somebody',
    outcome: 'quarantined',
    reason: 'unknown_payment',
    receivedAt: new Date(),
  });
  return id;
}

/** Credit that was bought and paid, at Stripe too where there is one; the payment's id. */
export async function writePaidPayment(
  tx: Tx,
  { tenantId, workspaceId, userId }: Place,
  rail: StripeRail | null,
): Promise<string> {
  const [id, now] = [randomUUID(), new Date()];
  await tx.insert(payments).values({
    tenantId,
    workspaceId,
    id,
    state: 'paid',
    creditNano: CREDIT_NANO,
    priceCents: 1_000,
    customerId: `cus_${tenantId.replaceAll('-', '')}`,
    sessionId: `cs_${id}`,
    moneyId: rail === null ? `pi_${id}` : await payAtStripe(rail),
    begunBy: userId,
    begunAt: now,
    paidAt: now,
  });
  const place = { tx, tenantId, workspaceId, now, newId: randomUUID };
  await topUp(place, { id, amountNano: CREDIT_NANO, paidBy: userId });
  return id;
}

async function payAtStripe({ client }: StripeRail): Promise<string> {
  const customer = await client.customers.create({ name: 'Of the sweep' });
  const card = await client.paymentMethods.attach('pm_card_visa', { customer: customer.id });
  const paid = await client.paymentIntents.create({
    amount: 1_000,
    currency: 'usd',
    customer: customer.id,
    payment_method: card.id,
    confirm: true,
    off_session: true,
  });
  return paid.id;
}

/** A code that anybody may redeem. */
export async function writePromo(db: Db, createdBy: string): Promise<{ id: string; code: string }> {
  const id = randomUUID();
  const code = `SWEEP-${id.toUpperCase()}`.slice(0, 40);
  await db.insert(promoCodes).values({
    id,
    code,
    amountNano: CREDIT_NANO,
    mostRedemptions: 1_000,
    createdBy,
    createdAt: new Date(),
  });
  return { id, code };
}

/** A card of the company's, at Stripe; its id. 'pm_none' where there is no Stripe. */
export async function writeCard(
  tx: Tx,
  { tenantId }: Place,
  rail: StripeRail | null,
): Promise<string> {
  if (rail === null) return 'pm_none';
  const { client } = rail;
  const [stored] = await tx
    .select()
    .from(stripeCustomers)
    .where(eq(stripeCustomers.tenantId, tenantId));
  const known = stored?.customerId.startsWith(NOWHERE) === false ? stored.customerId : null;
  const id = known ?? (await client.customers.create({ name: 'Of the sweep' })).id;
  await tx
    .insert(stripeCustomers)
    .values({ tenantId, customerId: id, createdAt: new Date() })
    .onConflictDoUpdate({ target: stripeCustomers.tenantId, set: { customerId: id } });
  return (await client.paymentMethods.attach('pm_card_visa', { customer: id })).id;
}

/** A row of each table of billing's. */
export async function fillBilling(tx: Tx, place: Place): Promise<void> {
  const { tenantId, workspaceId, userId } = place;
  const [now, codeId] = [new Date(), randomUUID()];
  const paymentId = await writePaidPayment(tx, place, null);
  await tx.insert(moneyBacks).values({
    tenantId,
    workspaceId,
    id: randomUUID(),
    paymentId,
    kind: 'dispute',
    state: 'warned',
    moneyId: `dp_${randomUUID()}`,
    paidBy: `pi_${paymentId}`,
    amountCents: 1_000,
    createdAt: now,
    changedAt: now,
  });
  const subscriptionId = randomUUID();
  await tx.insert(planSubscriptions).values({
    tenantId,
    workspaceId,
    id: subscriptionId,
    planId: 'pro',
    priceCents: 2_900,
    trialDays: 0,
    state: 'begun',
    begunBy: userId,
    begunAt: now,
  });
  await tx.insert(planInvoices).values({
    tenantId,
    workspaceId,
    id: randomUUID(),
    subscriptionId,
    planId: 'pro',
    stripeInvoiceId: `in_${subscriptionId}`,
    number: `PLAN-${subscriptionId}`,
    state: 'open',
    subtotalCents: 2_900n,
    taxCents: 0n,
    creditedCents: 0n,
    paidCents: 0n,
    balanceCents: 0n,
    periodStart: now,
    periodEnd: now,
    madeAt: now,
  });
  await tx.insert(automaticTopUps).values({
    tenantId,
    workspaceId,
    isOn: false,
    thresholdCents: 500,
    amountCents: 1_000,
    monthlyCapCents: 5_000,
    setBy: userId,
    setAt: now,
  });
  const customerId = `${NOWHERE}${tenantId.replaceAll('-', '')}`;
  await tx
    .insert(stripeCustomers)
    .values({ tenantId, customerId, createdAt: now })
    .onConflictDoNothing();
  await tx.insert(promoCodes).values({
    id: codeId,
    code: `SWEEP-${codeId.toUpperCase()}`,
    amountNano: CREDIT_NANO,
    mostRedemptions: 10,
    redemptions: 1,
    createdBy: userId,
    createdAt: now,
  });
  await tx.insert(promoRedemptions).values({
    tenantId,
    workspaceId,
    id: randomUUID(),
    codeId,
    redeemedBy: userId,
    redeemedAt: now,
  });
}
