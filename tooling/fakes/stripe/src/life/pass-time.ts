import { all, emit, must } from '../account.ts';
import type { Account } from '../account.ts';
import type { CheckoutSession, Invoice, Price, Subscription } from '../held.ts';
import { pendingItems } from './change-subscription.ts';
import { makeInvoice } from './make-invoice.ts';
import { periodLine } from './make-subscription.ts';
import { endOfPeriod } from './periods.ts';
import { cardFor, chargeInvoice, finalizeInvoice } from './settle-invoice.ts';
import { endSubscription, itemOf, setStatus } from './subscription-state.ts';

type Due = { at: number; run: () => void };

const isLive = ({ status }: Subscription) => ['active', 'trialing', 'past_due'].includes(status);

/** Moves the account's time on, and does in its order what falls due: renewals, new tries, ends, sessions that expire. */
export function passTime(account: Account, until: number): void {
  for (;;) {
    const [next] = dueThings(account)
      .filter(({ at }) => at <= until)
      .toSorted((one, other) => one.at - other.at);
    if (next === undefined) break;
    account.setNow(next.at);
    next.run();
  }
  account.setNow(until);
}

function dueThings(account: Account): Due[] {
  const due: Due[] = [];
  for (const subscription of all(account, 'subscription')) {
    if (!isLive(subscription)) continue;
    due.push({
      at: itemOf(subscription).current_period_end,
      run: () => turnPeriod(account, subscription),
    });
  }
  for (const invoice of all(account, 'invoice')) {
    const at = invoice.next_payment_attempt;
    if (invoice.status === 'open' && at !== null) {
      due.push({ at, run: () => tryAgain(account, invoice) });
    }
  }
  for (const session of all(account, 'checkout.session')) {
    if (session.status === 'open') {
      due.push({ at: session.expires_at, run: () => expireSession(account, session) });
    }
  }
  return due;
}

export function expireSession(account: Account, session: CheckoutSession): void {
  session.status = 'expired';
  session.url = null;
  emit(account, 'checkout.session.expired', session);
}

function tryAgain(account: Account, invoice: Invoice): void {
  invoice.next_payment_attempt = null;
  chargeInvoice(account, invoice, { method: cardFor(account, invoice), isOffSession: true });
}

/** A period ends: the subscription does too, or it is billed for the next one. */
function turnPeriod(account: Account, subscription: Subscription): void {
  if (subscription.cancel_at_period_end) {
    endSubscription(account, subscription, 'cancellation_requested');
    return;
  }
  const item = itemOf(subscription);
  const before = { start: item.current_period_start, end: item.current_period_end };
  const wasTrial = subscription.status === 'trialing';
  item.current_period_start = before.end;
  item.current_period_end = endOfPeriod(
    item.price as Price,
    before.end,
    subscription.billing_cycle_anchor,
  );
  if (wasTrial) setStatus(account, subscription, 'active');
  const invoice = makeInvoice(
    account,
    {
      customer: must(account, 'customer', subscription.customer, null),
      currency: subscription.currency,
      reason: 'subscription_cycle',
      subscription,
      isTaxAutomatic: subscription.automatic_tax.enabled,
      autoAdvance: true,
      period: before,
    },
    [periodLine(subscription)],
    pendingItems(account, subscription),
  );
  subscription.latest_invoice = invoice.id;
  emit(account, 'customer.subscription.updated', subscription, {
    items: {
      data: [{ current_period_start: before.start, current_period_end: before.end }],
    },
  });
  finalizeInvoice(account, invoice);
  if (invoice.status === 'open') {
    chargeInvoice(account, invoice, { method: cardFor(account, invoice), isOffSession: true });
  }
}
