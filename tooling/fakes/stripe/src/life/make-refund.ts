import type Stripe from 'stripe';
import { emit, keep, must } from '../account.ts';
import type { Account } from '../account.ts';
import type { Charge, Dispute, Refund } from '../held.ts';
import { badRequest } from '../refusal.ts';

/** Gives a charge back, all that is left of it or a part. */
export function makeRefund(
  account: Account,
  charge: Charge,
  wanted: {
    amount: number | null;
    metadata: Record<string, string>;
    reason: Stripe.Refund.Reason | null;
  },
): Refund {
  const left = charge.amount_captured - charge.amount_refunded;
  if (charge.disputed) {
    throw badRequest(`Charge ${charge.id} has been charged back; cannot issue a refund.`, {
      code: 'charge_disputed',
    });
  }
  if (left === 0) {
    throw badRequest(`Charge ${charge.id} has already been refunded.`, {
      code: 'charge_already_refunded',
    });
  }
  const amount = wanted.amount ?? left;
  if (amount > left) {
    throw badRequest(
      `Refund amount (${amount}) is greater than unrefunded amount on charge (${left})`,
      { param: 'amount' },
    );
  }
  const refund = keep(account, 'refund', {
    id: account.newId('refund'),
    object: 'refund',
    amount,
    balance_transaction: account.newId('txn'),
    charge: charge.id,
    created: account.now(),
    currency: charge.currency,
    customer: charge.customer,
    customer_account: null,
    metadata: wanted.metadata,
    payment_intent: charge.payment_intent,
    payment_method: charge.payment_method,
    reason: wanted.reason,
    receipt_number: null,
    source_transfer_reversal: null,
    status: 'succeeded',
    transfer_reversal: null,
  });
  charge.amount_refunded += amount;
  charge.refunded = charge.amount_refunded === charge.amount_captured;
  emit(account, 'refund.created', refund);
  emit(account, 'charge.refunded', charge);
  return refund;
}

/** The bank does not take a refund, days later: the money is here again. */
export function failRefund(account: Account, refund: Refund): void {
  refund.status = 'failed';
  const charge = must(account, 'charge', refund.charge ?? '', null);
  charge.amount_refunded -= refund.amount;
  charge.refunded = false;
  emit(account, 'refund.failed', refund);
  emit(account, 'charge.refund.updated', refund);
}

const noEvidence: Stripe.Dispute.Evidence = {
  access_activity_log: null,
  billing_address: null,
  cancellation_policy: null,
  cancellation_policy_disclosure: null,
  cancellation_rebuttal: null,
  customer_communication: null,
  customer_email_address: null,
  customer_name: null,
  customer_purchase_ip: null,
  customer_signature: null,
  duplicate_charge_documentation: null,
  duplicate_charge_explanation: null,
  duplicate_charge_id: null,
  enhanced_evidence: {},
  product_description: null,
  receipt: null,
  refund_policy: null,
  refund_policy_disclosure: null,
  refund_refusal_explanation: null,
  service_date: null,
  service_documentation: null,
  shipping_address: null,
  shipping_carrier: null,
  shipping_date: null,
  shipping_documentation: null,
  shipping_tracking_number: null,
  uncategorized_file: null,
  uncategorized_text: null,
};

/** The card's owner takes a charge back through the bank; the money is gone until it is won. */
export function openDispute(account: Account, charge: Charge, reason: string): Dispute {
  if (charge.status !== 'succeeded') throw badRequest(`${charge.id} was not paid.`);
  const dispute = keep(account, 'dispute', {
    id: account.newId('dispute'),
    object: 'dispute',
    amount: charge.amount_captured - charge.amount_refunded,
    balance_transactions: [],
    charge: charge.id,
    created: account.now(),
    currency: charge.currency,
    enhanced_eligibility_types: [],
    evidence: noEvidence,
    evidence_details: {
      due_by: account.now() + 7 * 86_400,
      enhanced_eligibility: {},
      has_evidence: false,
      past_due: false,
      submission_count: 0,
      submission_method: 'not_submitted',
    },
    intended_submission_method: null,
    is_charge_refundable: false,
    livemode: false,
    metadata: {},
    payment_intent: charge.payment_intent,
    reason,
    status: 'needs_response',
  });
  charge.disputed = true;
  emit(account, 'charge.dispute.created', dispute);
  emit(account, 'charge.dispute.funds_withdrawn', dispute);
  return dispute;
}

/** The bank decides. */
export function closeDispute(account: Account, dispute: Dispute, isWon: boolean): void {
  dispute.status = isWon ? 'won' : 'lost';
  if (isWon) {
    must(account, 'charge', dispute.charge, null).disputed = false;
    emit(account, 'charge.dispute.funds_reinstated', dispute);
  }
  emit(account, 'charge.dispute.closed', dispute);
}
