import { and, eq, isNull, or, sql } from 'drizzle-orm';
import { isUuid, NIL_ID } from '@geko/contracts/ids';
import type { QuarantineReason } from '@geko/contracts/payments';
import { enterTenant, type Tx } from '@geko/db/client';
import { moneyBacks } from '@geko/db/schema/payments';
import { isFurther } from '@geko/domain/money-back';
import { CURRENCY } from '@geko/payments/stripe/catalogue';
import type { DisputeFacts, RefundFacts } from '@geko/payments/stripe/facts/money-back-facts';
import type { Deps, RequestFacts } from '../deps.ts';
import { isMoneyBack, moveMoneyBack, type MoneyBack } from './move-money-back.ts';
import {
  areItsMoneyBacks,
  lockPaid,
  namedIn,
  type PaidMoney,
  type PaidPlace,
} from './paid-money.ts';

type Facts = RefundFacts | DisputeFacts;

/**
 * Keeps how far a refund or a dispute has come, and moves the credit of its payment with it, or the books of its invoice;
 * once for each, forward only. Of a payment that is not booked yet it is kept, and taken when that is (`takeBackEarly`).
 * known: nothing is new.
 * @returns money_went_back for that of no purchase of ours, and for a refund of an invoice for use that no credit note tells of
 */
export async function bookMoneyBack(
  tx: Tx,
  { now: clock, newId }: Pick<Deps, 'now' | 'newId'>,
  facts: Facts,
  request: RequestFacts,
): Promise<'booked' | 'known' | QuarantineReason> {
  const { paymentIntentId: paidBy, state: told } = facts;
  if (paidBy === null || told === 'unknown') return 'money_went_back';
  const found = await findPaid(tx, paidBy, facts.paymentMark.operationId);
  if (found === null || (found.of === 'use' && facts.kind === 'refund')) return 'money_went_back';
  const { tenantId, workspaceId } = found;
  const place = { tenantId, workspaceId };
  await enterTenant(tx, { ...place, userId: NIL_ID });
  const paid = await lockPaid(tx, found);
  if (!paid || (paid.moneyId !== null && paid.moneyId !== paidBy)) return 'money_went_back';
  if (facts.currency !== CURRENCY) return 'wrong_currency';
  const [moneyId, amountCents] = [moneyIdOf(facts), facts.amountCents];
  const known = await findKnown(tx, { paid, facts, moneyId });
  if (known !== null && !isFurther(known.state, told)) return 'known';
  const now = clock();
  const news = { state: told, moneyId, amountCents, changedAt: now };
  const row: MoneyBack = known
    ? { ...known, ...news }
    : {
        ...place,
        ...news,
        ...namedIn(paid),
        id: newId(),
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
  paid: PaidMoney,
  request: RequestFacts,
): Promise<void> {
  const { tenantId, workspaceId } = paid;
  const rows = await tx
    .select()
    .from(moneyBacks)
    .where(areItsMoneyBacks(paid))
    .orderBy(moneyBacks.createdAt, moneyBacks.id);
  const place = { tx, tenantId, workspaceId, now: clock(), newId };
  for (const row of rows) await moveMoneyBack(place, { paid, row, request });
}

const moneyIdOf = (facts: Facts): string =>
  facts.kind === 'refund' ? facts.refundId : facts.disputeId;

type Row = { kind: PaidPlace['of']; id: string; tenant_id: string; workspace_id: string };

/** What the money paid or, where that is not booked yet, what the id says that Stripe's own object of it carries. */
async function findPaid(
  tx: Tx,
  paidBy: string,
  operationId: string | null,
): Promise<PaidPlace | null> {
  const { rows } = await tx.execute<Row>(sql`select * from system.place_of_money(${paidBy})`);
  const byMark =
    rows.length > 0 || operationId === null || !isUuid(operationId)
      ? null
      : await tx.execute<Row>(
          sql`select 'payment' as kind, ${operationId} as id, * from system.place_of_payment(${operationId}::uuid)`,
        );
  const [row] = byMark?.rows ?? rows;
  if (!row) return null;
  return { of: row.kind, tenantId: row.tenant_id, workspaceId: row.workspace_id, id: row.id };
}

/** What is known of it: by its own id at Stripe, or as what was asked for here. */
async function findKnown(
  tx: Tx,
  { paid, facts, moneyId }: { paid: PaidPlace; facts: Facts; moneyId: string },
): Promise<MoneyBack | null> {
  const asked = facts.kind === 'refund' ? facts.mark.operationId : null;
  const [row] = await tx
    .select()
    .from(moneyBacks)
    .where(
      and(
        areItsMoneyBacks(paid),
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
