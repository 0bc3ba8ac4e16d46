import type { Page } from 'playwright';
import { afterAll, beforeAll, expect } from 'vitest';
import { fill } from '../src/lib/fill.ts';
import { en } from '../src/messages/en.ts';
import { call } from './support/api.ts';
import { gone, seen } from './support/chat-page.ts';
import { inspect, toastsGone } from './support/inspect.ts';
import { joinPerson } from './support/people.ts';
import { registerByMail } from './support/register-by-mail.ts';
import { enterCard, openStripeHouse, type StripeHouse } from './support/stripe-house.ts';
import { test } from './support/test.ts';

const { common, wallet: texts } = en;
const { buying, returned } = texts;
const GOOD = '4242 4242 4242 4242';
const REFUSED = '4000 0000 0000 0002';

let stripe: StripeHouse['stripe'];
let house: StripeHouse['house'];
let webhook: string;
let stop: StripeHouse['stop'];
beforeAll(async () => {
  ({ stripe, house, webhook, stop } = await openStripeHouse());
});
afterAll(() => stop());

/** Opens the dialog in which credit is bought. */
async function openDialog(page: Page, workspaceId: string) {
  await page.goto(`/w/${workspaceId}/settings?tab=wallet`);
  await page.getByRole('button', { name: buying.title }).click();
  const dialog = page.getByRole('dialog', { name: buying.title });
  await seen(dialog);
  return dialog;
}

test('an owner buys credit by card; it is there once Stripe has told, without a reload', async ({
  visit,
}) => {
  const owner = await visit({ house });
  const { page } = owner;
  const { workspaceId } = await registerByMail(owner, house);
  const dialog = await openDialog(page, workspaceId);
  const pack = dialog.getByRole('radio', { name: fill(buying.pack, { credit: '$25.00' }) });
  expect(await pack.isChecked()).toBe(true);
  await expect.poll(() => pack.evaluate((one) => one === document.activeElement)).toBe(true);
  await inspect(owner, 'top-up');
  await dialog.getByRole('button', { name: buying.submit }).click();

  await seen(page.getByRole('heading', { name: 'Pay $25.00' }));
  owner.expectStatus(402);
  await enterCard(page, REFUSED, 'Pay $25.00');
  await seen(page.getByRole('alert'));
  await enterCard(page, GOOD, 'Pay $25.00');
  await seen(page.getByRole('status').getByText(returned.waiting));
  await seen(page.getByText(texts.emptyTitle));
  await inspect(owner, 'top-up-waiting');

  await stripe.deliver(webhook, { seed: 1, doubled: 1 });
  await seen(page.getByRole('status').getByText(fill(returned.added, { credit: '$25.00' })));
  await seen(page.getByRole('group', { name: texts.title }).getByText('$25.00').first());
  const grant = fill(texts.kinds.grant, { lot: texts.lotKinds.purchased });
  const rows = page.getByRole('table', { name: texts.transactions }).getByRole('row');
  expect(await rows.filter({ hasText: grant }).count()).toBe(1);
  expect(new URL(page.url()).search).toBe('?tab=wallet');
  await inspect(owner, 'top-up-added');

  const admin = await visit({ house });
  await joinPerson(owner, admin, { workspaceId, roleId: 'admin' });
  await admin.page.goto(`/w/${workspaceId}/settings?tab=wallet`);
  await seen(admin.page.getByText(texts.whoBuys));
  expect(await admin.page.getByRole('button', { name: buying.title }).count()).toBe(0);
});

test('an amount of one’s own is checked, and costs nothing when it is given up', async ({
  visit,
}) => {
  const owner = await visit({ house, width: 360 });
  const { page } = owner;
  const { workspaceId } = await registerByMail(owner, house);
  const dialog = await openDialog(page, workspaceId);
  await dialog.getByRole('radio', { name: buying.own }).click();
  const amount = dialog.getByLabel(buying.amount);
  const wrong = dialog.getByText(fill(buying.amountWrong, { least: '$5', most: '$1000' }));
  await amount.fill('4.99');
  await amount.press('Enter');
  await seen(wrong);
  expect(await amount.evaluate((one) => one === document.activeElement)).toBe(true);
  await inspect(owner, 'top-up-own');
  await dialog.getByRole('button', { name: common.cancel }).click();
  await gone(dialog);
  const button = page.getByRole('button', { name: buying.title });
  await expect.poll(() => button.evaluate((one) => one === document.activeElement)).toBe(true);

  await button.click();
  await dialog.getByRole('radio', { name: buying.own }).click();
  await amount.fill('40.50');
  await dialog.getByRole('button', { name: buying.submit }).click();
  await seen(page.getByRole('heading', { name: 'Pay $40.50' }));
  await page.getByRole('link', { name: 'Cancel' }).click();
  await seen(page.getByRole('status').getByText(returned.gaveUp));
  await seen(page.getByText(texts.emptyTitle));
  await expect.poll(() => new URL(page.url()).search).toBe('?tab=wallet');
  await inspect(owner, 'top-up-given-up');
});

test('a card is added, buys credit by itself, and is removed; a refund of an operator’s is seen', async ({
  visit,
}) => {
  const owner = await visit({ house });
  const { page } = owner;
  const { workspaceId } = await registerByMail(owner, house);
  const wallet = `/w/${workspaceId}/settings?tab=wallet`;
  const { cards, automatic } = texts;
  await page.goto(wallet);
  await seen(page.getByText(common.demoMoney));
  await page.getByRole('button', { name: cards.add }).click();
  await page.getByLabel('Card number').fill(GOOD);
  await page.getByLabel('Name on card').fill('Ada Lovelace');
  await page.getByRole('button', { name: 'Save card' }).click();
  await page.waitForURL(/card=added/u);
  await stripe.deliver(webhook, { seed: 2 });
  await page.goto(wallet);
  const list = page.getByRole('list', { name: cards.title });
  const visa = fill(cards.name, { brand: 'Visa', last4: '4242' });
  await seen(list.getByText(visa));
  await seen(list.getByText(cards.charged, { exact: true }));

  const form = page.getByRole('form', { name: automatic.title });
  await form.getByLabel(automatic.cap).fill('20');
  await form.getByRole('button', { name: automatic.switchOn }).click();
  await seen(form.getByText(automatic.capWrong));
  await form.getByLabel(automatic.cap).fill('60');
  await form.getByRole('button', { name: automatic.switchOn }).click();
  await seen(page.getByText(automatic.switchedOn));
  const grant = fill(texts.kinds.grant, { lot: texts.lotKinds.purchased });
  const rows = page.getByRole('table', { name: texts.transactions }).getByRole('row');
  await expect
    .poll(
      async () => {
        await page.reload();
        await seen(form);
        return rows.filter({ hasText: grant }).count();
      },
      { timeout: 60_000, interval: 2_000 },
    )
    .toBe(1);
  await toastsGone(owner.page);
  await inspect(owner, 'wallet-cards');
  const removeCard = async (): Promise<void> => {
    await page.getByRole('button', { name: fill(cards.removeOf, { card: visa }) }).click();
    await page
      .getByRole('alertdialog')
      .getByRole('button', { name: cards.remove, exact: true })
      .click();
  };
  owner.expectStatus(409);
  await removeCard();
  await seen(page.getByText(cards.removeFailed));
  await form.getByRole('button', { name: automatic.switchOff }).click();
  await seen(page.getByText(automatic.isOff));
  await removeCard();
  await seen(page.getByText(cards.none));

  const operator = await visit({ house, width: 360, colorScheme: 'dark' });
  const { made, refunding, promo, making } = en.payments;
  await call(operator, 'auth.login', house.accounts.operator);
  await operator.page.goto('/admin/payments');
  const payments = operator.page.getByRole('list', { name: made.title });
  await seen(payments.getByText(made.origins.automatic));
  await payments.getByRole('button', { name: made.refund }).first().click();
  const dialog = operator.page.getByRole('dialog');
  await dialog.getByLabel(refunding.amount).fill('10');
  await inspect(operator, 'admin-refund');
  await dialog.getByRole('button', { name: refunding.submit, exact: true }).click();
  await seen(payments.getByText(fill(made.refunded, { sum: '$10' })));
  await operator.page.getByRole('button', { name: promo.make }).click();
  await dialog.getByLabel(making.code, { exact: true }).fill('welcome');
  await dialog.getByLabel(making.amount).fill('3');
  await toastsGone(operator.page);
  await inspect(operator, 'admin-promo');
  await dialog.getByRole('button', { name: making.submit }).click();
  await seen(operator.page.getByRole('list', { name: promo.title }).getByText('WELCOME'));
  await toastsGone(operator.page);
  await inspect(operator, 'admin-payments-made');

  await page.goto(wallet);
  await seen(rows.filter({ hasText: texts.kinds.refund }).first());
  await seen(page.getByRole('group', { name: texts.title }).getByText('$15.00').first());
  await page.getByLabel(texts.promo.code).fill('Welcome');
  await page.getByRole('button', { name: texts.promo.submit }).click();
  await seen(page.getByRole('group', { name: texts.title }).getByText('$18.00').first());
  await toastsGone(owner.page);
  await inspect(owner, 'wallet-refunded');
});
