import type { Difference } from '@geko/contracts/invoices';
import type { MoneyBackKind, MoneyBackState } from '@geko/contracts/money-back';
import { usdDecimal } from '@geko/contracts/usd';
import { NANO_PER_CENT } from '@geko/domain/invoice';
import type { LedgerAccount } from '@geko/domain/ledger';
import { moneyBackTable } from '@geko/domain/money-back';
import { planPaidJournal } from '@geko/domain/plan-invoice';
import type { InvoiceFacts } from '@geko/payments/stripe/facts/invoice-facts';
import type { DisputeFacts } from '@geko/payments/stripe/facts/money-back-facts';
import type { PaymentFacts } from '@geko/payments/stripe/facts/payment-facts';
import { balanceOf } from '../billing/follow-invoice.ts';
import { sameStates } from './same-states.ts';

/** A plan's invoice, with what the books say of it in nano-USD. */
export type PlanInvoiceBooks = {
  workspaceId: string;
  number: string;
  state: 'open' | 'failed' | 'paid' | 'void';
  stripeInvoiceId: string;
  paymentIntentId: string | null;
  subtotalCents: bigint;
  taxCents: bigint;
  creditedCents: bigint;
  paidCents: bigint;
  balanceCents: bigint;
  booked: Record<'payments' | 'customer_balance' | 'plan_revenue', bigint>;
};

export type MoneyBackBooks = {
  paidBy: string;
  kind: MoneyBackKind;
  state: MoneyBackState;
  moneyId: string | null;
  amountCents: number;
};

const usd = (cents: bigint | number) => `$${usdDecimal(BigInt(cents) * NANO_PER_CENT)}`;
const nano = (amount: bigint) => `$${usdDecimal(amount)}`;

/** Everything in which the invoices of plans and the ledger differ. */
export function comparePlanBooks(invoices: readonly PlanInvoiceBooks[]): Difference[] {
  return invoices.flatMap(({ booked, number: name, workspaceId, state, ...amounts }) => {
    const entries = state === 'paid' ? planPaidJournal(amounts) : [];
    const expected = (account: LedgerAccount) =>
      entries.find((entry) => entry.account === account)?.amountNano ?? 0n;
    return (['payments', 'customer_balance', 'plan_revenue'] as const)
      .filter((account) => expected(account) !== booked[account])
      .map((account): Difference => ({
        kind: 'not_booked',
        about: 'plan_invoice',
        name,
        workspaceId,
        here: `${nano(expected(account))} of ${account}`,
        there: `${nano(booked[account])} in the ledger`,
      }));
  });
}

/** Everything in which the invoices of plans that were made in a month differ from Stripe's. */
export function comparePlansWithStripe(
  invoices: readonly PlanInvoiceBooks[],
  there: readonly InvoiceFacts[],
): Difference[] {
  const known = new Set(invoices.map(({ stripeInvoiceId }) => stripeInvoiceId));
  return [
    ...invoices.flatMap((invoice) =>
      planAtStripe(
        invoice,
        there.find(({ invoiceId }) => invoiceId === invoice.stripeInvoiceId),
      ),
    ),
    ...there
      .filter(({ invoiceId }) => !known.has(invoiceId))
      .map(({ invoiceId, number, state, totalCents }): Difference => ({
        kind: 'missing_here',
        about: 'plan_invoice',
        name: number ?? invoiceId,
        workspaceId: null,
        here: null,
        there: `${state}, ${usd(totalCents)}`,
      })),
  ];
}

function planAtStripe(invoice: PlanInvoiceBooks, its: InvoiceFacts | undefined): Difference[] {
  const { workspaceId, number: name, state } = invoice;
  const of = { about: 'plan_invoice' as const, name, workspaceId };
  if (its === undefined) return [{ ...of, kind: 'missing_at_stripe', here: state, there: null }];
  const found: Difference[] = [];
  if (!sameStates[its.state].includes(state)) {
    found.push({ ...of, kind: 'other_state', here: state, there: its.state });
  }
  const sums: (readonly [what: string, here: bigint, there: bigint])[] = [
    ['without tax', invoice.subtotalCents, BigInt(its.subtotalCents)],
    ['of tax', invoice.taxCents, BigInt(its.taxCents)],
    ...(state === 'paid' && its.state === 'paid'
      ? ([
          ['paid', invoice.paidCents, BigInt(its.paidCents)],
          ['of balance', invoice.balanceCents, balanceOf(its)],
        ] as const)
      : []),
  ];
  for (const [what, here, said] of sums) {
    if (here === said) continue;
    found.push({
      ...of,
      kind: 'other_amount',
      here: `${usd(here)} ${what}`,
      there: `${usd(said)} ${what}`,
    });
  }
  return found;
}

/** Everything in which refunds and disputes of payments that are known here differ from Stripe's. */
export function compareMoneyBacks(
  backs: readonly MoneyBackBooks[],
  {
    payments,
    disputes,
    placeOf,
    isRefundedByNote,
  }: {
    payments: readonly PaymentFacts[];
    disputes: readonly DisputeFacts[];
    /** The workspace of a payment that is booked here; undefined = it is not. */
    placeOf: (paymentIntentId: string) => string | undefined;
    /** Those of invoices for use go back by credit notes, which are compared by themselves. */
    isRefundedByNote: (paymentIntentId: string) => boolean;
  },
): Difference[] {
  const refunds = payments.flatMap(({ paymentIntentId: name, refundedCents }): Difference[] => {
    const workspaceId = placeOf(name);
    if (workspaceId === undefined || isRefundedByNote(name)) return [];
    const here = backs
      .filter(
        ({ paidBy, kind, state }) =>
          paidBy === name && kind === 'refund' && moneyBackTable[state].isGone,
      )
      .reduce((sum, { amountCents }) => sum + amountCents, 0);
    if (here === refundedCents) return [];
    const said = `${usd(refundedCents)} refunded`;
    const of = { about: 'payment' as const, name, workspaceId };
    return [{ ...of, kind: 'other_amount', here: `${usd(here)} refunded`, there: said }];
  });
  const disputed = disputes.flatMap((facts): Difference[] => {
    const name = facts.paymentIntentId ?? '';
    const workspaceId = placeOf(name);
    if (workspaceId === undefined) return [];
    const row = backs.find(({ moneyId }) => moneyId === facts.disputeId);
    if (row?.state === facts.state) return [];
    const of = { about: 'payment' as const, name, workspaceId };
    const there = `dispute ${facts.state}`;
    return row === undefined
      ? [{ ...of, kind: 'missing_here', here: null, there }]
      : [{ ...of, kind: 'other_state', here: `dispute ${row.state}`, there }];
  });
  return [...refunds, ...disputed];
}
