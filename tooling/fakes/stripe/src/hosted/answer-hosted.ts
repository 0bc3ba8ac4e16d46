import { all, emit, must } from '../account.ts';
import type { Account } from '../account.ts';
import type { CheckoutSession, Invoice, PortalSession } from '../held.ts';
import { completeSession } from '../life/complete-session.ts';
import { attach } from '../life/make-setup-intent.ts';
import { makePaymentMethod } from '../life/make-payment-method.ts';
import { chargeInvoice } from '../life/settle-invoice.ts';
import { itemOf } from '../life/subscription-state.ts';
import { cardByNumber } from '../life/test-cards.ts';
import { Refusal } from '../refusal.ts';
import { cardForm, dollars, escapeHtml, page } from './html.ts';

/** `location` set = the browser is sent there. */
export type HostedAnswer = { status: number; html: string; location?: string; isPdf?: true };

const notFound: HostedAnswer = {
  status: 404,
  html: page('Not found', '<p>There is nothing here.</p>'),
};
const goTo = (location: string): HostedAnswer => ({ status: 303, html: '', location });

/** A document with nothing on it. */
const emptyPdf = [
  '%PDF-1.4',
  '1 0 obj<</Type/Catalog/Pages 2 0 R>>endobj',
  '2 0 obj<</Type/Pages/Kids[3 0 R]/Count 1>>endobj',
  '3 0 obj<</Type/Page/Parent 2 0 R/MediaBox[0 0 595 842]>>endobj',
  'trailer<</Root 1 0 R>>',
  '%%EOF',
].join('\n');

/** The pages of Stripe's that people see: checkout, an invoice and its PDF, the billing portal. null = none of them. */
export function answerHosted(
  account: Account,
  { method, path, form }: { method: string; path: string; form: URLSearchParams },
): HostedAnswer | null {
  const [, document = ''] = /^\/i\/([A-Za-z0-9_]+)\/pdf$/u.exec(path) ?? [];
  if (document !== '') {
    const isThere = account.shelves.invoice.get(document)?.invoice_pdf != null;
    return isThere ? { status: 200, html: emptyPdf, isPdf: true } : notFound;
  }
  const [, kind = '', id = ''] = /^\/(c\/pay|i|p\/session)\/([A-Za-z0-9_]+)$/u.exec(path) ?? [];
  if (kind === '') return null;
  const isPost = method === 'POST';
  if (kind === 'c/pay') {
    const session = account.shelves['checkout.session'].get(id);
    return session === undefined ? notFound : checkout(account, session, isPost ? form : null);
  }
  if (kind === 'i') {
    const invoice = account.shelves.invoice.get(id);
    return invoice === undefined ? notFound : invoicePage(account, invoice, isPost ? form : null);
  }
  const portal = account.shelves['billing_portal.session'].get(id);
  return portal === undefined ? notFound : portalPage(account, portal, isPost ? form : null);
}

function cardIn(form: URLSearchParams) {
  const card = cardByNumber(form.get('cardNumber') ?? '');
  if (card !== null) return card;
  throw new Refusal(402, {
    type: 'card_error',
    code: 'incorrect_number',
    message: 'Your card number is incorrect.',
  });
}

const nameIn = (form: URLSearchParams) => form.get('name')?.trim() || null;

function checkout(
  account: Account,
  session: CheckoutSession,
  form: URLSearchParams | null,
): HostedAnswer {
  if (session.status !== 'open') {
    return {
      status: 410,
      html: page('This page is over', `<p>It is ${String(session.status)}.</p>`),
    };
  }
  let error: string | null = null;
  if (form !== null) {
    try {
      completeSession(account, session, {
        card: cardIn(form),
        name: nameIn(form),
        email: form.get('email'),
      });
      const back = session.success_url ?? '/';
      return goTo(back.replaceAll('{CHECKOUT_SESSION_ID}', session.id));
    } catch (refused) {
      if (!(refused instanceof Refusal)) throw refused;
      error = refused.message;
    }
  }
  const lines = account.sessionLines.get(session.id) ?? [];
  const total = dollars(session.amount_total ?? 0, session.currency ?? 'usd');
  const buttons = { payment: `Pay ${total}`, setup: 'Save card', subscription: 'Subscribe' };
  const button = buttons[session.mode as keyof typeof buttons];
  const known = account.shelves.customer.get(session.customer ?? '');
  const list = lines.map(
    ({ description, amount_total: amount, currency }) =>
      `<li>${escapeHtml(description ?? '')} ${dollars(amount, currency)}</li>`,
  );
  const cancel =
    session.cancel_url === null
      ? ''
      : `<p><a href="${escapeHtml(session.cancel_url)}">Cancel</a></p>`;
  const email = known === undefined ? session.customer_email : (known.email ?? '');
  return {
    status: error === null ? 200 : 402,
    html: page(
      session.mode === 'setup' ? 'Save a card' : `Pay ${total}`,
      `<ul>${list.join('')}</ul>${cardForm({ button, email, error })}${cancel}`,
    ),
  };
}

function invoicePage(
  account: Account,
  invoice: Invoice,
  form: URLSearchParams | null,
): HostedAnswer {
  let error: string | null = null;
  if (form !== null && invoice.status === 'open') {
    try {
      const method = makePaymentMethod(account, cardIn(form));
      error = chargeInvoice(account, invoice, { method, isOffSession: false })?.message ?? null;
    } catch (refused) {
      if (!(refused instanceof Refusal)) throw refused;
      error = refused.message;
    }
  }
  const total = dollars(invoice.amount_due, invoice.currency);
  const body =
    invoice.status === 'open'
      ? cardForm({ button: `Pay ${total}`, email: invoice.customer_email ?? '', error })
      : `<p>This invoice is ${String(invoice.status)}.</p>`;
  const title = `Invoice ${invoice.number ?? ''} ${total}`;
  return { status: error === null ? 200 : 402, html: page(title, body) };
}

function portalPage(
  account: Account,
  portal: PortalSession,
  form: URLSearchParams | null,
): HostedAnswer {
  const subscriptions = all(account, 'subscription').filter(
    ({ customer, status }) => customer === portal.customer && status !== 'canceled',
  );
  if (form?.has('cardNumber') === true) return updateCard(account, portal, form);
  const wanted = form?.get('action') ?? '';
  const subscription = subscriptions.find(({ id }) => id === form?.get('subscription'));
  if (subscription !== undefined && (wanted === 'cancel' || wanted === 'resume')) {
    subscription.cancel_at_period_end = wanted === 'cancel';
    subscription.canceled_at = wanted === 'cancel' ? account.now() : null;
    subscription.cancel_at = wanted === 'cancel' ? itemOf(subscription).current_period_end : null;
    emit(account, 'customer.subscription.updated', subscription, {
      cancel_at_period_end: wanted !== 'cancel',
    });
    return goTo(`/p/session/${portal.id}`);
  }
  const rows = subscriptions.map((each) => {
    const [action, label] = each.cancel_at_period_end
      ? ['resume', 'Keep the plan']
      : ['cancel', 'Cancel the plan'];
    return `<form method="post"><p>${escapeHtml(itemOf(each).price.nickname ?? 'Plan')}: ${each.status}</p>
<input type="hidden" name="subscription" value="${each.id}"><button name="action" value="${action}">${label}</button></form>`;
  });
  const back =
    portal.return_url === null
      ? ''
      : `<p><a href="${escapeHtml(portal.return_url)}">Return</a></p>`;
  const due = all(account, 'invoice')
    .filter(({ customer, status }) => customer === portal.customer && status === 'open')
    .map(
      ({ id, number, amount_due: amount, currency }) =>
        `<p><a href="/i/${id}">Pay invoice ${escapeHtml(number ?? '')} ${dollars(amount, currency)}</a></p>`,
    );
  const card = cardForm({ button: 'Update card', email: '', error: null });
  return { status: 200, html: page('Billing', `${rows.join('')}${due.join('')}${card}${back}`) };
}

/** The card that is charged from now on, for the customer and all that they subscribe to. */
function updateCard(account: Account, portal: PortalSession, form: URLSearchParams): HostedAnswer {
  const method = makePaymentMethod(account, cardIn(form));
  attach(account, method, portal.customer);
  const customer = must(account, 'customer', portal.customer, null);
  customer.invoice_settings.default_payment_method = method.id;
  emit(account, 'customer.updated', customer);
  for (const subscription of all(account, 'subscription')) {
    if (subscription.customer !== portal.customer || subscription.status === 'canceled') continue;
    subscription.default_payment_method = method.id;
    emit(account, 'customer.subscription.updated', subscription, {});
  }
  return goTo(`/p/session/${portal.id}`);
}
