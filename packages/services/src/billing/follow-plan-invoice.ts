import { eq, sql } from 'drizzle-orm';
import { NIL_ID } from '@geko/contracts/ids';
import type { QuarantineReason } from '@geko/contracts/payments';
import type { SoldPlan } from '@geko/contracts/subscriptions';
import { enterTenant, type Tx } from '@geko/db/client';
import { planInvoices } from '@geko/db/schema/invoices';
import { planSubscriptions } from '@geko/db/schema/subscriptions';
import { mayBecome } from '@geko/domain/invoice';
import { isWhole, planPaidJournal } from '@geko/domain/plan-invoice';
import { CURRENCY, planOfProduct } from '@geko/payments/stripe/catalogue';
import type { InvoiceFacts } from '@geko/payments/stripe/facts/invoice-facts';
import { writeAuditLine } from '../audit/write-audit.ts';
import type { Deps, RequestFacts } from '../deps.ts';
import { tellOfInvoice } from '../invoices/tell-of-invoice.ts';
import { postJournal } from '../ledger/post-journal.ts';
import { balanceOf, stateOf } from './follow-invoice.ts';
import { isPlanInvoice, type PlanInvoiceRow } from './plan-invoice-row.ts';
import { isSubscription, type PlanSubscription } from './plan-subscription.ts';

type Followed = 'booked' | 'known' | 'ignored' | QuarantineReason;

const actions = { failed: 'invoice.fail', paid: 'invoice.pay', void: 'invoice.void' } as const;

/**
 * Keeps what Stripe says of a plan's own invoice, in the transaction that keeps that it did: its state, only forward, and
 * once paid its money in the ledger, once whatever tells of it. What asks for nothing, as in a trial, is ignored; so are
 * invoices of subscriptions that were not begun here. Leaves the transaction in the invoice's workspace.
 */
export async function followPlanInvoice(
  tx: Tx,
  { now: clock, newId }: Pick<Deps, 'now' | 'newId'>,
  facts: InvoiceFacts,
  request: RequestFacts,
): Promise<Followed> {
  const to = stateOf(facts);
  const isNothing = facts.totalCents === 0 && facts.dueCents === 0;
  if (facts.subscriptionId === null || to === null || isNothing) return 'ignored';
  const { rows } = await tx.execute<{ tenant_id: string; workspace_id: string; id: string }>(
    sql`select * from system.place_of_subscription(${facts.subscriptionId}, null)`,
  );
  const [found] = rows;
  if (!found) return 'ignored';
  const place = { tenantId: found.tenant_id, workspaceId: found.workspace_id };
  await enterTenant(tx, { ...place, userId: NIL_ID });
  // One at a time: several events tell of an invoice at once.
  const isIts = isSubscription({ ...place, id: found.id });
  const [subscription] = await tx.select().from(planSubscriptions).where(isIts).for('update');
  if (!subscription) return 'ignored';
  if (subscription.customerId !== facts.customerId) return 'wrong_customer';
  if (facts.currency !== CURRENCY) return 'wrong_currency';
  const amounts = amountsOf(facts);
  if (to === 'paid' && !isWhole(amounts)) return 'wrong_amount';
  const isStripes = eq(planInvoices.stripeInvoiceId, facts.invoiceId);
  const [kept] = await tx.select().from(planInvoices).where(isStripes);
  if (kept !== undefined && !mayBecome(kept.state, to)) {
    return isOtherEnd(kept.state, to) ? 'other_end' : 'known';
  }
  if (kept !== undefined && kept.subtotalCents !== amounts.subtotalCents) return 'wrong_amount';
  const now = clock();
  const { subtotalCents, ...changing } = amounts;
  const set = {
    ...changing,
    state: to,
    paidAt: to === 'paid' ? (facts.paidAt ?? now) : null,
    voidedAt: to === 'void' ? now : null,
    paymentIntentId: facts.paymentIntentId,
    pageUrl: facts.pageUrl,
    pdfUrl: facts.pdfUrl,
  };
  const row = kept ?? newRow(facts, subscription, newId());
  if (kept) await tx.update(planInvoices).set(set).where(isPlanInvoice(kept));
  else await tx.insert(planInvoices).values({ ...row, ...set, subtotalCents });
  const at = { tx, ...place, now, newId };
  if (to === 'paid') {
    const entries = planPaidJournal(amounts);
    if (entries.length > 0) {
      await postJournal(tx, {
        id: newId(),
        kind: 'plan_paid',
        operationId: row.id,
        at: now,
        entries,
      });
    }
    if (amounts.paidCents > 0n) await tellOfInvoice(at, 'invoice_paid', newsOf(row, amounts));
  }
  if (to !== 'open') {
    await writeAuditLine(
      { ...at, actorId: null, request },
      { action: actions[to], objectId: row.id, before: kept?.state ?? 'open', after: to },
    );
  }
  return 'booked';
}

const isOtherEnd = (from: string, to: string) =>
  (from === 'paid' && to === 'void') || (from === 'void' && to === 'paid');

function amountsOf(facts: InvoiceFacts) {
  return {
    subtotalCents: BigInt(facts.subtotalCents),
    taxCents: BigInt(facts.taxCents),
    creditedCents: BigInt(facts.creditedBeforePaidCents),
    paidCents: BigInt(facts.paidCents),
    balanceCents: balanceOf(facts),
  };
}

function newRow(facts: InvoiceFacts, subscription: PlanSubscription, id: string) {
  const { tenantId, workspaceId, id: subscriptionId } = subscription;
  const { invoiceId: stripeInvoiceId, createdAt: madeAt } = facts;
  return {
    tenantId,
    workspaceId,
    id,
    subscriptionId,
    planId: planOf(facts) ?? subscription.planId,
    stripeInvoiceId,
    number: facts.number ?? stripeInvoiceId,
    periodStart: facts.periodStartAt,
    periodEnd: facts.periodEndAt,
    madeAt,
  };
}

function planOf({ productIds }: InvoiceFacts): SoldPlan | null {
  for (const productId of productIds) {
    const planId = planOfProduct(productId);
    if (planId !== null) return planId;
  }
  return null;
}

function newsOf(
  { id, number, madeAt }: Pick<PlanInvoiceRow, 'id' | 'number' | 'madeAt'>,
  { subtotalCents: totalCents }: { subtotalCents: bigint },
) {
  return { id, number, month: madeAt.toISOString().slice(0, 7), totalCents };
}
