import { eq } from 'drizzle-orm';
import { AppError } from '@geko/contracts/errors';
import type { QuarantineReason } from '@geko/contracts/payments';
import type { Db, Tx } from '@geko/db/client';
import { stripeEvents } from '@geko/db/schema/payments';
import type { StripeRail } from '@geko/payments/stripe/open-rail';
import { readEvent, type RawDelivery, type StripeEvent } from '@geko/payments/stripe/read-event';
import { addressOf } from '../auth/visitor.ts';
import type { Deps, RequestFacts } from '../deps.ts';
import { askAbout, type Told } from './ask-about.ts';
import { askedAt } from './asked-at.ts';
import { bookTopUp } from './book-top-up.ts';
import { adoptCard } from './adopt-card.ts';
import { bookMoneyBack } from './book-money-back.ts';
import { failTopUp } from './fail-top-up.ts';
import { followCreditNote } from './follow-credit-note.ts';
import { followInvoice } from './follow-invoice.ts';
import { followPlanInvoice } from './follow-plan-invoice.ts';
import { followSubscription } from './follow-subscription.ts';
import { isCreditedRefund } from './is-credited-refund.ts';
import { lockStripeMoney } from './lock-stripe-money.ts';
import { resumeTopUps } from './resume-top-ups.ts';
import { viaStripe } from './stripe-rail.ts';
import { paidAlone, paidByInvoice } from './top-up-due.ts';

/** What came of an event; known: nothing, as the same was told before. */
export type Heard =
  | { outcome: 'booked' | 'known' | 'ignored'; reason: null }
  | { outcome: 'quarantined'; reason: QuarantineReason };

type HearDeps = Pick<Deps, 'db' | 'now' | 'newId' | 'log'> & {
  rateLimits: Pick<Deps['rateLimits'], 'consume'>;
};

/**
 * Acts on a webhook that Stripe has signed: asks it what the event's object is now, and books that, once for good. The
 * event and all that follows of it are one transaction, so whoever answers Stripe answers what is kept. What does not
 * agree with what was begun here is quarantined for the operator, and brings no credit.
 * @throws AppError BAD_REQUEST for one that is not Stripe's; UNAVAILABLE where it cannot be asked, so that it tells us again
 */
export async function hearStripe(
  deps: HearDeps,
  rail: StripeRail,
  { delivery, request }: { delivery: RawDelivery; request: RequestFacts },
): Promise<Heard> {
  const read = readEvent(delivery, { secret: rail.webhookSecret, now: deps.now() });
  if (!read.ok) {
    await deps.rateLimits.consume('shopByAddress', addressOf({ request }));
    deps.log.warn({ reason: read.reason }, 'a webhook was not Stripe’s');
    throw new AppError('BAD_REQUEST', { message: 'This is not signed by Stripe.' });
  }
  const { event } = read;
  if (await isRecorded(deps.db, event)) return KNOWN;
  const stranger = strangerOf(event, rail);
  const asked = await askedAt(deps.db);
  const told = stranger === null ? await viaStripe(deps.log, () => ask(deps, rail, event)) : null;
  return deps.db.transaction(async (tx) => {
    await lockStripeMoney(tx, told?.truth.moneyId ?? event.eventId);
    if (await isRecorded(tx, event)) return KNOWN;
    const heard =
      told === null || stranger !== null
        ? quarantine(stranger ?? 'wrong_account')
        : await actOn(tx, deps, { ...told, askedAt: asked }, request);
    const { eventId: id, type, object } = event;
    const { outcome, reason } = heard;
    await tx
      .insert(stripeEvents)
      .values({ id, type, objectId: object.id, outcome, reason, receivedAt: deps.now() });
    return heard;
  });
}

const KNOWN: Heard = { outcome: 'known', reason: null };
const IGNORED: Heard = { outcome: 'ignored', reason: null };
const quarantine = (reason: QuarantineReason): Heard => ({ outcome: 'quarantined', reason });

function heardOf(came: 'booked' | 'known' | 'ignored' | QuarantineReason): Heard {
  if (came === 'booked' || came === 'known' || came === 'ignored') {
    return { outcome: came, reason: null };
  }
  return quarantine(came);
}

async function isRecorded(at: Pick<Db | Tx, '$count'>, { eventId }: StripeEvent): Promise<boolean> {
  return (await at.$count(stripeEvents, eq(stripeEvents.id, eventId))) > 0;
}

/** Why an event is none of ours; null = it is. Our key asks about our own account and mode only. */
function strangerOf({ isLive, accountId }: StripeEvent, rail: StripeRail): QuarantineReason | null {
  if (isLive !== rail.isLive) return 'wrong_mode';
  return accountId === null ? null : 'wrong_account';
}

async function ask(deps: HearDeps, rail: StripeRail, event: StripeEvent): Promise<Told> {
  const told = await askAbout(rail.client, event);
  await adoptCard(deps, rail, told);
  return told;
}

/** The invoice that an event belongs to, and before it its subscription: what is paid is booked before it goes back. */
async function follow(
  tx: Tx,
  deps: HearDeps,
  { invoice, plan, askedAt: asked }: Told & { askedAt: Date },
  request: RequestFacts,
): Promise<Heard> {
  if (invoice?.mark.purpose === 'automatic_top_up') {
    // The worker sees to one that is not paid.
    if (invoice.state !== 'paid') return IGNORED;
    return heardOf(await bookTopUp(tx, deps, paidByInvoice(invoice), request));
  }
  if (plan === null) {
    return invoice === null ? IGNORED : heardOf(await followInvoice(tx, deps, invoice, request));
  }
  const came = await followSubscription(tx, deps, { facts: plan, askedAt: asked }, request);
  if (invoice === null || (came !== 'booked' && came !== 'known')) return heardOf(came);
  const paid = await followPlanInvoice(tx, deps, invoice, request);
  return heardOf(paid === 'known' || paid === 'ignored' ? came : paid);
}

async function actOn(
  tx: Tx,
  deps: HearDeps,
  told: Told & { askedAt: Date },
  request: RequestFacts,
): Promise<Heard> {
  const { facts, moneyId, event } = told.truth;
  switch (facts.kind) {
    case 'subscription':
    case 'invoice':
      return follow(tx, deps, told, request);
    case 'checkout': {
      if (facts.mode === 'subscription') return follow(tx, deps, told, request);
      if (facts.mode !== 'payment' || !facts.isPaid || moneyId === null) return IGNORED;
      return heardOf(await bookTopUp(tx, deps, { ...facts, moneyId }, request));
    }
    case 'payment': {
      // What is paid on a page is booked by the page, which tells of the tax.
      if (facts.mark.purpose !== 'automatic_top_up') return IGNORED;
      if (facts.state === 'failed') return heardOf(await failTopUp(tx, deps, facts, request));
      if (facts.state !== 'paid') return IGNORED;
      return heardOf(await bookTopUp(tx, deps, paidAlone(facts), request));
    }
    case 'card':
    case 'setup': {
      const { customerId } = facts;
      if (customerId === null || (facts.kind === 'setup' && facts.state !== 'done')) return IGNORED;
      await resumeTopUps(tx, deps, { customerId, before: event.createdAt, request });
      return IGNORED;
    }
    case 'credit_note': {
      if (told.plan === null) return heardOf(await followCreditNote(tx, deps, facts, request));
      // A plan's goes back by refunds, which are told of by themselves; what goes elsewhere is for the operator to see to.
      const { outcome } = await follow(tx, deps, told, request);
      const isElsewhere = facts.isPaidBack && facts.refundedCents < facts.amountCents;
      return isElsewhere && outcome !== 'ignored' ? quarantine('money_went_back') : IGNORED;
    }
    case 'refund':
      await follow(tx, deps, told, request);
      // What a credit note gives back is booked by the note.
      if (await isCreditedRefund(tx, facts)) return IGNORED;
      return heardOf(await bookMoneyBack(tx, deps, facts, request));
    case 'dispute':
      await follow(tx, deps, told, request);
      return heardOf(await bookMoneyBack(tx, deps, facts, request));
    default:
      return IGNORED;
  }
}
