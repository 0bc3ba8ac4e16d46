import { and, eq, isNull, or, sql } from 'drizzle-orm';
import { isUuid, NIL_ID } from '@geko/contracts/ids';
import type { QuarantineReason } from '@geko/contracts/payments';
import { enterTenant, type Tx } from '@geko/db/client';
import { moneyBacks, payments } from '@geko/db/schema/payments';
import { isFurther } from '@geko/domain/money-back';
import { CURRENCY } from '@geko/payments/stripe/catalogue';
import type { DisputeFacts, RefundFacts } from '@geko/payments/stripe/facts/money-back-facts';
import type { Deps, RequestFacts } from '../deps.ts';
import { isMoneyBack, moveMoneyBack, type MoneyBack } from './move-money-back.ts';
import { isPayment } from './start-top-up.ts';

type Facts = RefundFacts | DisputeFacts;
type Place = { tenantId: string; workspaceId: string };

/**
 * Keeps how far a refund or a dispute has come, and moves the credit of its payment with it; once for each, forward only.
 * Of a payment that is not booked yet it is kept, and taken when that is (`takeBackEarly`). known: nothing is new.
 * @returns money_went_back for that of no purchase of ours
 */
export async function bookMoneyBack(
  tx: Tx,
  { now: clock, newId }: Pick<Deps, 'now' | 'newId'>,
  facts: Facts,
  request: RequestFacts,
): Promise<'booked' | 'known' | QuarantineReason> {
  const { paymentIntentId: paidBy, state: told } = facts;
  if (paidBy === null || told === 'unknown') return 'money_went_back';
  const found = await findPayment(tx, paidBy, facts.paymentMark.operationId);
  if (found === null) return 'money_went_back';
  const { place, paymentId } = found;
  await enterTenant(tx, { ...place, userId: NIL_ID });
  const [paid] = await tx
    .select()
    .from(payments)
    .where(isPayment({ ...place, id: paymentId }))
    .for('update');
  if (!paid || (paid.moneyId !== null && paid.moneyId !== paidBy)) return 'money_went_back';
  if (facts.currency !== CURRENCY) return 'wrong_currency';
  const [moneyId, amountCents] = [moneyIdOf(facts), facts.amountCents];
  const known = await findKnown(tx, place, { paymentId, facts, moneyId });
  if (known !== null && !isFurther(known.state, told)) return 'known';
  const now = clock();
  const news = { state: told, moneyId, amountCents, changedAt: now };
  const row: MoneyBack = known
    ? { ...known, ...news }
    : {
        ...place,
        ...news,
        id: newId(),
        paymentId,
        kind: facts.kind,
        paidBy,
        takenNano: 0n,
        askedBy: null,
        createdAt: now,
      };
  if (known) await tx.update(moneyBacks).set(news).where(isMoneyBack(known));
  else await tx.insert(moneyBacks).values(row);
  await moveMoneyBack({ tx, ...place, now, newId }, { paid, row, request });
  return 'booked';
}

/** Takes what went back of a payment before it was booked, now that it is. Its row must be locked, the transaction there. */
export async function takeBackEarly(
  tx: Tx,
  { now: clock, newId }: Pick<Deps, 'now' | 'newId'>,
  paid: typeof payments.$inferSelect,
  request: RequestFacts,
): Promise<void> {
  const { tenantId, workspaceId, id } = paid;
  const rows = await tx
    .select()
    .from(moneyBacks)
    .where(
      and(
        eq(moneyBacks.tenantId, tenantId),
        eq(moneyBacks.workspaceId, workspaceId),
        eq(moneyBacks.paymentId, id),
      ),
    )
    .orderBy(moneyBacks.createdAt, moneyBacks.id);
  const place = { tx, tenantId, workspaceId, now: clock(), newId };
  for (const row of rows) await moveMoneyBack(place, { paid, row, request });
}

const moneyIdOf = (facts: Facts): string =>
  facts.kind === 'refund' ? facts.refundId : facts.disputeId;

/** The payment by its money or, where it is not booked yet, by the id that Stripe's own object of it carries. */
async function findPayment(
  tx: Tx,
  paidBy: string,
  operationId: string | null,
): Promise<{ place: Place; paymentId: string } | null> {
  type Row = { id: string; tenant_id: string; workspace_id: string };
  const { rows } = await tx.execute<Row>(sql`select * from system.place_of_money(${paidBy})`);
  const byMark =
    rows.length > 0 || operationId === null || !isUuid(operationId)
      ? null
      : await tx.execute<Row>(
          sql`select ${operationId} as id, * from system.place_of_payment(${operationId}::uuid)`,
        );
  const [row] = byMark?.rows ?? rows;
  if (!row) return null;
  return {
    place: { tenantId: row.tenant_id, workspaceId: row.workspace_id },
    paymentId: row.id,
  };
}

/** What is known of it: by its own id at Stripe, or as what was asked for here. */
async function findKnown(
  tx: Tx,
  { tenantId, workspaceId }: Place,
  { paymentId, facts, moneyId }: { paymentId: string; facts: Facts; moneyId: string },
): Promise<MoneyBack | null> {
  const asked = facts.kind === 'refund' ? facts.mark.operationId : null;
  const [row] = await tx
    .select()
    .from(moneyBacks)
    .where(
      and(
        eq(moneyBacks.tenantId, tenantId),
        eq(moneyBacks.workspaceId, workspaceId),
        eq(moneyBacks.paymentId, paymentId),
        or(
          eq(moneyBacks.moneyId, moneyId),
          asked !== null && isUuid(asked)
            ? and(eq(moneyBacks.id, asked), isNull(moneyBacks.moneyId))
            : undefined,
        ),
      ),
    )
    .for('update');
  return row ?? null;
}
