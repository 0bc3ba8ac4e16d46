import type { Account } from '../account.ts';
import type { Invoice } from '../held.ts';
import { subscriptionOf } from './make-invoice.ts';
import { endSubscription, setStatus } from './subscription-state.ts';

const DAY_SECONDS = 86_400;
/** Days until the next try after each failed one; then the subscription ends. */
const RETRY_DAYS = [3, 5, 7];

/** What an invoice's payment, or its failure, does to the subscription that it is for. */
export function followInvoice(
  account: Account,
  invoice: Invoice,
  { isPaid }: { isPaid: boolean },
): void {
  const subscription = account.shelves.subscription.get(subscriptionOf(invoice) ?? '');
  if (subscription === undefined || subscription.latest_invoice !== invoice.id) return;
  if (isPaid) {
    if (['incomplete', 'past_due', 'unpaid'].includes(subscription.status)) {
      setStatus(account, subscription, 'active');
    }
    return;
  }
  if (subscription.status === 'incomplete') return;
  const days = RETRY_DAYS[invoice.attempt_count - 1];
  if (days === undefined) {
    invoice.next_payment_attempt = null;
    endSubscription(account, subscription, 'payment_failed');
    return;
  }
  invoice.next_payment_attempt = account.now() + days * DAY_SECONDS;
  setStatus(account, subscription, 'past_due');
}
