import { and, eq, sql } from 'drizzle-orm';
import { AppError } from '@geko/contracts/errors';
import type { RefundedPayment, RefundPayment } from '@geko/contracts/money-back';
import { formatUsd } from '@geko/contracts/usd';
import { inTenant, type TenantContext, type Tx } from '@geko/db/client';
import { moneyBacks } from '@geko/db/schema/payments';
import { refundableCents } from '@geko/domain/money-back';
import { PaymentError } from '@geko/payments/payment-error';
import type { RefundFacts } from '@geko/payments/stripe/facts/money-back-facts';
import { refundPayment as refundAtStripe } from '@geko/payments/stripe/refund-payment';
import type { Operator } from '../admin/operator.ts';
import { writeAuditLine } from '../audit/write-audit.ts';
import type { Deps } from '../deps.ts';
import { bookMoneyBack } from './book-money-back.ts';
import { lockStripeMoney } from './lock-stripe-money.ts';
import { isMoneyBack, type MoneyBack } from './move-money-back.ts';
import { areItsMoneyBacks, lockPaid, namedIn } from './paid-money.ts';
import { requireStripe, viaStripe } from './stripe-rail.ts';

type RefundDeps = Pick<Deps, 'db' | 'now' | 'newId' | 'stripe' | 'log'>;

/** Stripe forgets an operation after a day; before that the same one gives nothing more. */
const SAFE_TO_REPEAT_MS = 20 * 3_600_000;

/**
 * An operator gives a payment for credit or of a plan's invoice back, wholly or in part; its credit is taken back with it. What is asked for is kept first, so
 * that a resend, and what Stripe tells of it meanwhile, is the same refund.
 * @throws AppError NOT_FOUND; BAD_REQUEST for more than is left; CONFLICT where it is not paid, disputed, given back, or the
 * id was used otherwise; UNAVAILABLE
 */
export async function refundPayment(
  deps: RefundDeps,
  operator: Operator,
  input: RefundPayment,
): Promise<RefundedPayment> {
  const { client } = requireStripe(deps);
  const { rows } = await deps.db.execute<{ tenant: string | null }>(
    sql`select system.tenant_of(${input.workspaceId}::uuid) as tenant`,
  );
  const tenantId = rows[0]?.tenant;
  if (!tenantId) throw new AppError('NOT_FOUND');
  const { userId } = operator.principal;
  const context = { tenantId, workspaceId: input.workspaceId, userId };
  const asked = await inTenant(deps.db, context, (tx) => ask(tx, deps, operator, context, input));
  const { id, amountCents, paidBy } = asked;
  if (asked.state !== 'asked') return { state: asked.state, amountCents };
  const refund = { operationId: id, paymentIntentId: paidBy, amountCents, reason: input.reason };
  const facts = await viaStripe(deps.log, () => refundAtStripe(client, refund)).catch(
    (error: unknown) => giveUp(deps, context, asked, error),
  );
  return book(deps, facts, operator);
}

/** Keeps what is asked for, once; the row, as it is now. */
async function ask(
  tx: Tx,
  deps: RefundDeps,
  { principal: { userId }, request }: Operator,
  place: TenantContext,
  input: RefundPayment,
): Promise<MoneyBack> {
  const { tenantId, workspaceId } = place;
  const { id, paymentId } = input;
  const now = deps.now();
  const named = { tenantId, workspaceId, id: paymentId };
  const paid =
    (await lockPaid(tx, { ...named, of: 'payment' })) ??
    (await lockPaid(tx, { ...named, of: 'plan' }));
  if (paid === null) throw new AppError('NOT_FOUND');
  const parts = await tx.select().from(moneyBacks).where(areItsMoneyBacks(paid));
  const known = parts.find((part) => part.id === id);
  if (known) {
    const isOld = now.getTime() - known.createdAt.getTime() > SAFE_TO_REPEAT_MS;
    const isSame = input.amountCents === null || input.amountCents === known.amountCents;
    if (!isSame || known.kind !== 'refund' || (known.state === 'asked' && isOld)) {
      throw new AppError('CONFLICT', { field: 'id' });
    }
    return known;
  }
  if (paid.moneyId === null) {
    throw new AppError('CONFLICT', { message: 'This payment is not paid.' });
  }
  const { paidCents } = paid;
  const amountCents = amountOf(input, refundableCents({ paidCents, parts }));
  const row: MoneyBack = {
    tenantId,
    workspaceId,
    ...namedIn(paid),
    id,
    kind: 'refund',
    state: 'asked',
    moneyId: null,
    paidBy: paid.moneyId,
    amountCents,
    takenNano: 0n,
    askedBy: userId,
    createdAt: now,
    changedAt: now,
  };
  await tx.insert(moneyBacks).values(row);
  await writeAuditLine(
    { tx, tenantId, workspaceId, actorId: userId, now, newId: deps.newId, request },
    { action: 'payment.refund', objectId: paymentId, after: `${input.reason}:${amountCents}` },
  );
  return row;
}

function amountOf({ amountCents }: RefundPayment, left: number | null): number {
  if (left === null) {
    throw new AppError('CONFLICT', { message: 'This payment is disputed: the bank decides.' });
  }
  if (left <= 0) throw new AppError('CONFLICT', { message: 'This payment is given back already.' });
  if (amountCents !== null && amountCents > left) {
    const most = formatUsd(BigInt(left) * 10_000_000n);
    throw new AppError('BAD_REQUEST', {
      field: 'amountCents',
      message: `amountCents: at most ${most} of this payment is left.`,
    });
  }
  return amountCents ?? left;
}

/** What Stripe will not do does not stand in the way of another try; what it may have done does. */
async function giveUp(
  { db, now }: RefundDeps,
  context: TenantContext,
  asked: MoneyBack,
  error: unknown,
): Promise<never> {
  const cause = error instanceof AppError ? error.cause : null;
  if (!(cause instanceof PaymentError) || cause.isRetryable) throw error;
  await inTenant(db, context, (tx) =>
    tx
      .update(moneyBacks)
      .set({ state: 'failed', changedAt: now() })
      .where(and(isMoneyBack(asked), eq(moneyBacks.state, 'asked'))),
  );
  if (cause.code === 'misconfigured') throw error;
  throw new AppError('CONFLICT', { message: cause.message, cause });
}

async function book(
  deps: RefundDeps,
  facts: RefundFacts,
  { request }: Operator,
): Promise<RefundedPayment> {
  const { refundId, state, amountCents } = facts;
  await deps.db.transaction(async (tx) => {
    await lockStripeMoney(tx, refundId);
    await bookMoneyBack(tx, deps, facts, request);
  });
  return { state: state === 'unknown' ? 'asked' : state, amountCents };
}
