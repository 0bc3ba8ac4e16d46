import type { Page } from 'playwright';
import { afterAll, beforeAll, expect } from 'vitest';
import { fill } from '../src/lib/fill.ts';
import { en } from '../src/messages/en.ts';
import { call } from './support/api.ts';
import { anyOf, ChatPage, gone, seen } from './support/chat-page.ts';
import { inspect, toastsGone } from './support/inspect.ts';
import { joinPerson } from './support/people.ts';
import { registerByMail } from './support/register-by-mail.ts';
import { fillSignIn } from './support/sign-in.ts';
import { enterCard, openStripeHouse, type StripeHouse } from './support/stripe-house.ts';
import { test } from './support/test.ts';

const { invoices, payments, plans: texts, revenue } = en;
const { banner, changing, cancelling, current, returned, upgrade } = texts;
const GOOD = '4242 4242 4242 4242';
const OTHER = '5555 5555 5555 4444';
const LOCKED = 'GPT-5.5';
const DAY_SECONDS = 86_400;

let stripe: StripeHouse['stripe'];
let house: StripeHouse['house'];
let webhook: string;
let stop: StripeHouse['stop'];
beforeAll(async () => {
  ({ stripe, house, webhook, stop } = await openStripeHouse());
});
afterAll(() => stop());

const tell = () => stripe.deliver(webhook, { seed: 1, doubled: 1 });

const planTab = (page: Page, workspaceId: string) =>
  page.goto(`/w/${workspaceId}/settings?tab=plan`);

const yourPlan = (page: Page) => page.getByRole('region', { name: current.label });

test('from a locked model to Stripe’s page, and the model works without a reload', async ({
  visit,
}) => {
  const owner = await visit({ house });
  const { page } = owner;
  const { workspaceId } = await registerByMail(owner, house);
  const chat = new ChatPage(page);
  await chat.open(workspaceId);
  const locked = await chat.findModel(LOCKED);
  // Playwright waits for what is said to be disabled; a person can press it.
  await locked.click({ force: true });
  const dialog = page.getByRole('dialog', { name: upgrade.title });
  await seen(dialog.getByText(fill(upgrade.lead, { model: LOCKED })));
  await seen(dialog.getByRole('button', { name: fill(texts.choose, { plan: 'Pro' }) }));
  await inspect(owner, 'upgrade');
  await page.keyboard.press('Escape');
  await gone(dialog);
  await expect
    .poll(() => chat.modelButton.evaluate((one) => one === document.activeElement))
    .toBe(true);

  // A colleague looks on: what is bought is everybody's.
  const colleague = await visit({ house });
  await joinPerson(owner, colleague, { workspaceId, roleId: 'editor' });
  const theirs = new ChatPage(colleague.page);
  await theirs.open(workspaceId);
  await seen((await theirs.findModel(LOCKED)).getByText(/Needs the Pro plan/u));
  await colleague.page.keyboard.press('Escape');

  await (await chat.findModel(LOCKED)).click({ force: true });
  await dialog.getByRole('button', { name: fill(texts.choose, { plan: 'Pro' }) }).click();
  await seen(page.getByRole('heading', { name: 'Pay $29.00' }));
  await enterCard(page, GOOD, 'Subscribe');
  await seen(page.getByRole('status').getByText(returned.waiting));
  await inspect(owner, 'plan-waiting');
  await tell();
  await seen(page.getByRole('status').getByText(fill(returned.on, { plan: 'Pro' })));
  await seen(yourPlan(page).getByText(/^Pro · \$29 a month$/u));
  await toastsGone(owner.page);
  await inspect(owner, 'plan-pro');

  await theirs.chooseModel(LOCKED);
  await theirs.send('Hello');
  await theirs.finishes();
});

test('a plan is changed for what is shown, cancelled and resumed', async ({ visit }) => {
  const owner = await visit({ house, width: 360 });
  const { page } = owner;
  const { workspaceId } = await registerByMail(owner, house);
  await planTab(page, workspaceId);
  await page.getByRole('button', { name: fill(texts.choose, { plan: 'Pay as you go' }) }).click();
  await enterCard(page, GOOD, 'Subscribe');
  await seen(page.getByRole('status').getByText(returned.waiting));
  await tell();
  await seen(yourPlan(page).getByText(/^Pay as you go · /u));

  const change = page.getByRole('button', { name: fill(texts.changeTo, { plan: 'Pro' }) });
  await change.click();
  const dialog = page.getByRole('dialog', { name: fill(changing.title, { plan: 'Pro' }) });
  await seen(dialog.getByText(changing.due));
  await inspect(owner, 'plan-change');
  await dialog.getByRole('button', { name: fill(changing.confirmPay, { amount: '$29' }) }).click();
  await gone(dialog);
  await seen(yourPlan(page).getByText(/^Pro · \$29 a month$/u));

  await yourPlan(page).getByRole('button', { name: current.cancel }).click();
  const ask = page.getByRole('alertdialog');
  await inspect(owner, 'plan-cancel');
  await ask.getByRole('button', { name: cancelling.confirm }).click();
  await seen(yourPlan(page).getByText(anyOf(current.ends)));
  await toastsGone(owner.page);
  await inspect(owner, 'plan-cancelled');
  await yourPlan(page).getByRole('button', { name: current.resume }).click();
  await seen(yourPlan(page).getByText(anyOf(current.goesOn)));
  await tell();
});

test('what a plan was paid with is among the invoices, and an operator gives a part of it back', async ({
  visit,
}) => {
  const owner = await visit({ house, width: 360 });
  const { page } = owner;
  const { workspaceId } = await registerByMail(owner, house);
  await planTab(page, workspaceId);
  await page.getByRole('button', { name: fill(texts.choose, { plan: 'Pro' }) }).click();
  await enterCard(page, GOOD, 'Subscribe');
  await seen(page.getByRole('status').getByText(returned.waiting));
  await page.goto(`/w/${workspaceId}/settings?tab=invoices`);
  await seen(page.getByText(invoices.empty.title));
  // Without a reload: the page hears of it.
  await tell();
  const mine = page.getByRole('list', { name: invoices.list });
  await seen(mine.getByText(invoices.states.paid, { exact: true }));
  await seen(mine.getByText(/^Pro, /u));
  const pdf = mine.getByRole('link', { name: /as PDF$/u });
  expect(await pdf.getAttribute('href')).toContain(stripe.url);
  await toastsGone(page);
  await inspect(owner, 'plan-invoice');

  const operator = await visit({ house });
  const { page: there } = operator;
  await call(operator, 'auth.login', house.accounts.operator);
  await there.goto('/admin/invoices');
  const all = there.getByRole('list', { name: invoices.admin.list });
  const row = all.getByRole('listitem').first();
  await seen(row.getByRole('link', { name: /as PDF$/u }));
  await row.getByRole('button', { name: /^What to do with invoice/u }).click();
  await there.getByRole('menuitem', { name: invoices.admin.actions.refund }).click();
  const dialog = there.getByRole('dialog');
  await seen(dialog.getByText(payments.refunding.leadOfPlan));
  await dialog.getByLabel(payments.refunding.amount).fill('4.00');
  await inspect(operator, 'plan-refund');
  await dialog.getByRole('button', { name: payments.refunding.submit }).click();
  await gone(dialog);
  await seen(row.getByText(fill(invoices.refunded, { amount: '$4' })));
  await tell();
  await page.reload();
  await seen(mine.getByText(fill(invoices.refunded, { amount: '$4' })));
});

test('a payment that fails is told everywhere, and is mended at Stripe', async ({ visit }) => {
  const owner = await visit({ house });
  const { page } = owner;
  const { workspaceId, email } = await registerByMail(owner, house);
  await planTab(page, workspaceId);
  await page.getByRole('button', { name: fill(texts.choose, { plan: 'Pro' }) }).click();
  await enterCard(page, GOOD, 'Subscribe');
  await seen(page.getByRole('status').getByText(returned.waiting));
  await tell();
  await seen(page.getByRole('status').getByText(fill(returned.on, { plan: 'Pro' })));

  const { subscription, customer } = findBought(workspaceId);
  stripe.decline(subscription.default_payment_method ?? '');
  stripe.endPeriod(subscription.id);
  await tell();
  const alert = page.getByRole('region', { name: banner.label });
  await seen(alert.getByText(anyOf(fill(banner.grace, { plan: 'Pro', date: '{date}' }))));
  await seen(yourPlan(page).getByText(/stays until/u));
  await inspect(owner, 'plan-failed');
  const mail = await house.smtp.waitForMail({ to: email, subject: 'payment' });
  expect(mail.text).toContain(`/w/${workspaceId}/settings?tab=plan`);

  // The operator sees it as well.
  const operator = await visit({ house });
  await operator.page.goto('/sign-in');
  await fillSignIn(operator.page, house.accounts.operator);
  await operator.page.waitForURL(/\/(?:admin|w\/)/u);
  await operator.page.goto('/admin/revenue');
  await operator.page.getByRole('radio', { name: revenue.onlyFailing }).click();
  await seen(operator.page.getByText(revenue.standings.grace));
  await inspect(operator, 'revenue');

  await alert.getByRole('button', { name: banner.update }).click();
  await seen(page.getByRole('heading', { name: 'Billing' }));
  await enterCard(page, OTHER, 'Update card');
  expect(stripe.find('customer', customer)?.invoice_settings.default_payment_method).toMatch(
    /^pm_/u,
  );
  await page.getByRole('link', { name: 'Return' }).click();
  await seen(alert);
  // Stripe tries it again.
  stripe.pass(3 * DAY_SECONDS);
  await tell();
  await gone(alert);
  await seen(yourPlan(page).getByText(anyOf(current.goesOn)));
});

test('prices stand open to everybody, and lead on', async ({ visit }) => {
  const { page } = await visit({ house });
  await page.goto('/');
  await page.getByRole('link', { name: en.landing.pricing }).click();
  await seen(page.getByRole('heading', { name: texts.pricing.title }));
  await seen(page.getByRole('heading', { name: 'Pro', exact: true }));
  await page.getByRole('link', { name: texts.pricing.start }).click();
  await page.waitForURL(/\/register$/u);
});

/** What a workspace subscribes to at Stripe. */
function findBought(workspaceId: string) {
  const made = stripe
    .events()
    .map(
      ({ data }) =>
        data.object as { id: string; object: string; metadata?: Record<string, string> },
    )
    .find(
      ({ object, metadata }) =>
        object === 'subscription' && metadata?.['geko_workspace'] === workspaceId,
    );
  const subscription = stripe.find('subscription', made?.id ?? '');
  if (subscription === undefined) throw new Error('nothing was bought');
  return { subscription, customer: subscription.customer };
}
