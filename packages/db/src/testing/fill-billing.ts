import { randomUUID } from 'node:crypto';
import type { Tx } from '../client.ts';
import {
  creditNotes,
  invoicedJournals,
  invoiceLines,
  invoices,
  planInvoices,
} from '../schema/invoices.ts';
import {
  automaticTopUps,
  moneyBacks,
  payments,
  promoCodes,
  promoRedemptions,
  stripeCustomers,
} from '../schema/payments.ts';
import { planSubscriptions } from '../schema/subscriptions.ts';

const figuresOfLine = {
  calls: 1n,
  inputTokens: 1n,
  cachedInputTokens: 0n,
  cacheWriteTokens: 0n,
  outputTokens: 0n,
  reasoningTokens: 0n,
  images: 0n,
  characters: 0n,
  seconds: 0n,
};

/** A row in every table of what a workspace pays and is charged; mark is in every text. */
export async function fillBilling(
  tx: Tx,
  {
    userId,
    journalId,
    modelId,
    mark,
    now,
    ...place
  }: {
    tenantId: string;
    workspaceId: string;
    userId: string;
    journalId: string;
    modelId: string;
    mark: string;
    now: Date;
  },
): Promise<void> {
  const { tenantId } = place;
  const paymentId = randomUUID();
  await tx.insert(payments).values({
    ...place,
    id: paymentId,
    state: 'begun',
    creditNano: 9n,
    priceCents: 9,
    begunBy: userId,
    begunAt: now,
  });
  const subscriptionId = randomUUID();
  await tx.insert(planSubscriptions).values({
    ...place,
    id: subscriptionId,
    planId: 'pro',
    priceCents: 9,
    trialDays: 0,
    state: 'begun',
    begunBy: userId,
    begunAt: now,
  });
  await tx.insert(planInvoices).values({
    ...place,
    id: randomUUID(),
    subscriptionId,
    planId: 'pro',
    stripeInvoiceId: `in_${subscriptionId}`,
    number: mark,
    state: 'open',
    subtotalCents: 9n,
    taxCents: 0n,
    creditedCents: 0n,
    paidCents: 0n,
    balanceCents: 0n,
    periodStart: now,
    periodEnd: now,
    madeAt: now,
  });
  await tx.insert(moneyBacks).values({
    ...place,
    id: randomUUID(),
    paymentId,
    kind: 'refund',
    state: 'asked',
    paidBy: mark,
    amountCents: 9,
    createdAt: now,
    changedAt: now,
  });
  await tx.insert(automaticTopUps).values({
    ...place,
    isOn: false,
    thresholdCents: 9,
    amountCents: 9,
    monthlyCapCents: 9,
    setBy: userId,
    setAt: now,
  });
  await tx
    .insert(stripeCustomers)
    .values({ tenantId, customerId: `cus_${mark}`, createdAt: now })
    .onConflictDoNothing();
  const codeId = randomUUID();
  await tx.insert(promoCodes).values({
    id: codeId,
    code: codeId,
    amountNano: 9n,
    mostRedemptions: 1,
    createdBy: userId,
    createdAt: now,
  });
  await tx
    .insert(promoRedemptions)
    .values({ ...place, id: randomUUID(), codeId, redeemedBy: userId, redeemedAt: now });
  const invoiceId = randomUUID();
  await tx.insert(invoices).values({
    ...place,
    id: invoiceId,
    month: '2026-10',
    periodStart: now,
    periodEnd: now,
    number: mark,
    state: 'open',
    totalNano: 1_000_000_000n,
    totalCents: 100n,
    companyName: mark,
    workspaceName: mark,
    madeAt: now,
    openedAt: now,
  });
  await tx.insert(invoicedJournals).values({ ...place, journalId, invoiceId });
  await tx.insert(creditNotes).values({
    ...place,
    id: randomUUID(),
    invoiceId,
    number: mark,
    state: 'draft',
    amountCents: 1n,
    goesTo: 'open_invoice',
    memo: mark,
    madeAt: now,
  });
  await tx.insert(invoiceLines).values({
    ...place,
    ...figuresOfLine,
    invoiceId,
    line: 1,
    modelId: modelId,
    modelName: mark,
    isEarlier: false,
    amountNano: 1_000_000_000n,
  });
}
