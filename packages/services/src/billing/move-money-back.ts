import { and, eq, gt, ne, sql } from 'drizzle-orm';
import { creditLots } from '@geko/db/schema/money';
import { moneyBacks } from '@geko/db/schema/payments';
import {
  creditGoingBack,
  invoiceMoneyBackJournal,
  invoiceMoneyBackJournals,
  moneyBackJournal,
  moneyBackJournals,
  moneyBackTable,
} from '@geko/domain/money-back';
import { writeAuditLine } from '../audit/write-audit.ts';
import type { RequestFacts } from '../deps.ts';
import { lockMoney } from '../ledger/lock-money.ts';
import { postJournal } from '../ledger/post-journal.ts';
import { insertNotice, type NoticePlace } from '../notices/insert-notice.ts';
import { readCreditFacts, tellOfLowCredit } from '../notices/tell-of-low-credit.ts';
import { areItsMoneyBacks, type PaidMoney } from './paid-money.ts';

export type MoneyBack = typeof moneyBacks.$inferSelect;

/**
 * Takes the credit that goes back with a refund or a dispute from the lot that its payment bought, or gives it back, as the
 * row's state says; of an invoice the money alone. Nothing where that is done, or where the payment is not booked yet. What
 * is spent of the credit is owed from then on. The row of what was paid must be locked.
 */
export async function moveMoneyBack(
  place: NoticePlace,
  { paid, row, request }: { paid: PaidMoney; row: MoneyBack; request: RequestFacts },
): Promise<void> {
  const isReturning = !moneyBackTable[row.state].isGone;
  if (paid.moneyId !== row.paidBy) return;
  if (isReturning === (row.takenNano === 0n)) return;
  const amountNano = isReturning ? row.takenNano : await amountOf(place, paid, row);
  if (amountNano <= 0n) return;
  if (paid.of === 'payment') {
    await moveCredit(place, { lotId: paid.id, amountNano, isReturning, row });
  } else await moveMoney(place, { amountNano, isReturning, row });
  const { tx, now } = place;
  await tx
    .update(moneyBacks)
    .set({ takenNano: isReturning ? 0n : amountNano, changedAt: now })
    .where(isMoneyBack(row));
  await tellOf(place, row, paid.of === 'payment' ? amountNano : 0n);
  await writeAuditLine(
    { ...place, actorId: null, request },
    {
      action: isReturning ? 'payment.give_back' : 'payment.take_back',
      objectId: paid.id,
      after: `${row.kind}:${row.amountCents}`,
    },
  );
}

/** That refund or dispute of that workspace. */
export function isMoneyBack({
  tenantId,
  workspaceId,
  id,
}: {
  tenantId: string;
  workspaceId: string;
  id: string;
}) {
  return and(
    eq(moneyBacks.tenantId, tenantId),
    eq(moneyBacks.workspaceId, workspaceId),
    eq(moneyBacks.id, id),
  );
}

async function amountOf(
  { tx }: NoticePlace,
  paid: PaidMoney,
  { id, amountCents }: MoneyBack,
): Promise<bigint> {
  const gone = await tx
    .select({ amountCents: moneyBacks.amountCents, takenNano: moneyBacks.takenNano })
    .from(moneyBacks)
    .where(and(areItsMoneyBacks(paid), ne(moneyBacks.id, id), gt(moneyBacks.takenNano, 0n)));
  const { worthNano: creditNano, paidCents } = paid;
  return creditGoingBack({ creditNano, paidCents, amountCents, gone });
}

/** Of an invoice: it brought no credit that could be taken. */
async function moveMoney(
  { tx, now, newId }: NoticePlace,
  { amountNano, isReturning, row }: { amountNano: bigint; isReturning: boolean; row: MoneyBack },
): Promise<void> {
  const { taking, returning } = invoiceMoneyBackJournals[row.kind];
  await postJournal(tx, {
    id: newId(),
    kind: isReturning ? returning : taking,
    operationId: row.id,
    at: now,
    entries: invoiceMoneyBackJournal({ amountNano, isReturning }),
  });
}

async function moveCredit(
  place: NoticePlace,
  {
    lotId,
    amountNano,
    isReturning,
    row,
  }: { lotId: string; amountNano: bigint; isReturning: boolean; row: MoneyBack },
): Promise<void> {
  const { tx, tenantId, workspaceId, now, newId } = place;
  const { taking, returning } = moneyBackJournals[row.kind];
  const takenNano = isReturning ? -amountNano : amountNano;
  await lockMoney(tx);
  await tx
    .update(creditLots)
    .set({
      remainingNano: sql`${creditLots.remainingNano} - ${takenNano}::bigint`,
      takenBackNano: sql`${creditLots.takenBackNano} + ${takenNano}::bigint`,
    })
    .where(
      and(
        eq(creditLots.tenantId, tenantId),
        eq(creditLots.workspaceId, workspaceId),
        eq(creditLots.id, lotId),
      ),
    );
  const walletAfterNano = await postJournal(tx, {
    id: newId(),
    kind: isReturning ? returning : taking,
    operationId: row.id,
    at: now,
    entries: moneyBackJournal({ lotId, amountNano, isReturning }),
  });
  if (isReturning || walletAfterNano === null) return;
  const fall = { walletBeforeNano: walletAfterNano + amountNano, walletAfterNano };
  await tellOfLowCredit(place, fall, await readCreditFacts(place));
}

const notices = {
  refund: { isGone: 'payment_refunded', isBack: 'refund_failed' },
  dispute: { isGone: 'payment_disputed', isBack: 'dispute_won' },
} as const;

async function tellOf(place: NoticePlace, row: MoneyBack, amountNano: bigint): Promise<void> {
  const { isGone, isBack } = notices[row.kind];
  const kind = moneyBackTable[row.state].isGone ? isGone : isBack;
  await insertNotice(place, {
    kind,
    facts: { amountCents: `${row.amountCents}`, creditNano: `${amountNano}` },
    userId: null,
    onceKey: `${kind} ${row.id}`,
  });
}
