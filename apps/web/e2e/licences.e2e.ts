import { afterAll, beforeAll, expect } from 'vitest';
import {
  startFakeLemonSqueezy,
  type FakeLemonSqueezy,
} from '@geko/fake-lemonsqueezy/fake-lemonsqueezy';
import { fill } from '../src/lib/fill.ts';
import { en } from '../src/messages/en.ts';
import { call } from './support/api.ts';
import { gone, seen } from './support/chat-page.ts';
import { inspect } from './support/inspect.ts';
import { openMailHouse, type MailHouse } from './support/mail-house.ts';
import { registerByMail } from './support/register-by-mail.ts';
import { test } from './support/test.ts';

const { licences: texts } = en;
const VARIANT = 77;
const secrets = { token: 'ls-token', webhookSecret: 'ls-secret' };

let store: FakeLemonSqueezy;
let house: MailHouse;
beforeAll(async () => {
  store = await startFakeLemonSqueezy(secrets);
  house = await openMailHouse({
    LEMONSQUEEZY_URL: store.url,
    LEMONSQUEEZY_TOKEN: secrets.token,
    LEMONSQUEEZY_WEBHOOK_SECRET: secrets.webhookSecret,
    LEMONSQUEEZY_TIERS: `pro=${VARIANT}`,
  });
});
afterAll(async () => {
  await house.stop();
  await store.close();
});

/** A request of a program's. */
async function post(path: string, body: object, headers: Record<string, string> = {}) {
  const response = await fetch(`${house.url}/api/v1${path}`, {
    method: 'POST',
    headers: { 'content-type': 'application/json', ...headers },
    body: JSON.stringify(body),
  });
  return { status: response.status, body: (await response.json()) as Record<string, unknown> };
}

const ask = (key: string, device: string) =>
  post(
    '/chat/completions',
    { model: 'gpt-5.4-nano', messages: [{ role: 'user', content: 'Hello' }], max_tokens: 50 },
    { authorization: `Bearer ${key}`, 'geko-device': device },
  );

test('a licence is bought, its key mailed, used on a device, and revoked', async ({ visit }) => {
  const buyer = await visit({ house });
  const { email, workspaceId } = await registerByMail(buyer, house);
  const order = store.sell({ email, variantId: VARIANT });
  const { body, headers } = store.deliver('order_created', order);
  const told = await fetch(`${house.url}/api/webhooks/lemonsqueezy`, {
    method: 'POST',
    headers,
    body: new Uint8Array(body),
  });
  expect(told.status).toBe(200);
  const mail = await house.smtp.waitForMail({ to: email, subject: 'licence key' });
  const key = /GEKO(?:-\w{4}){3}/u.exec(mail.text)?.[0] ?? '';
  expect(
    (await post('/licence/activate', { key, deviceId: 'laptop-1', deviceName: 'My laptop' }))
      .status,
  ).toBe(200);
  expect((await ask(key, 'laptop-1')).status).toBe(200);

  const { page } = buyer;
  await page.goto(`/w/${workspaceId}/settings?tab=licences`);
  const mine = page.getByRole('list', { name: texts.list });
  const name = fill(texts.name, {
    tier: texts.tiers.pro,
    key: fill(texts.keyEnd, { lastFour: key.slice(-4) }),
  });
  await seen(mine.getByText(name, { exact: true }));
  await seen(mine.getByText(fill(texts.usedOf, { used: '1', cap: '2,000' })));
  await inspect(buyer, 'licences');
  await mine.getByRole('button', { name: fill(texts.releaseOf, { device: 'My laptop' }) }).click();
  const asked = page.getByRole('alertdialog');
  await asked.getByRole('button', { name: texts.releasing.confirm }).click();
  await seen(mine.getByText(texts.noDevices));
  expect((await ask(key, 'laptop-1')).status).toBe(403);
  await post('/licence/activate', { key, deviceId: 'laptop-1', deviceName: 'My laptop' });
  expect((await ask(key, 'laptop-1')).status).toBe(200);

  const operator = await visit({ house, width: 360, colorScheme: 'dark' });
  await call(operator, 'auth.login', house.accounts.operator);
  await operator.page.goto('/admin/licences');
  const all = operator.page.getByRole('list', { name: texts.admin.list });
  await seen(all.getByText(email));
  await inspect(operator, 'admin-licences-sold');
  await all.getByRole('button', { name: fill(texts.admin.more, { licence: name }) }).click();
  await operator.page.getByRole('menuitem', { name: texts.admin.revoke }).click();
  const dialog = operator.page.getByRole('alertdialog');
  await dialog.getByRole('button', { name: texts.admin.changes.revoke.confirm }).click();
  await gone(dialog);
  await seen(all.getByText(texts.statuses.revoked));
  expect(await ask(key, 'laptop-1')).toMatchObject({
    status: 403,
    body: { error: { message: 'This licence was revoked.' } },
  });
});

test('an operator issues one for a workspace; its key is told once', async ({ visit }) => {
  const operator = await visit({ house });
  const { page } = operator;
  await call(operator, 'auth.login', house.accounts.operator);
  await page.goto('/admin/licences');
  await seen(
    page.getByText(fill(texts.admin.shopsMissing.title, { shops: texts.sources.gumroad })),
  );
  const issue = page.getByRole('button', { name: texts.admin.issue });
  await issue.click();
  const dialog = page.getByRole('dialog');
  const { form, issued } = texts.admin;
  await dialog.getByRole('button', { name: form.submit }).click();
  await seen(dialog.getByText(form.workspaceMissing));
  await seen(dialog.getByText(form.holderMissing));
  await inspect(operator, 'licence-issue');
  await dialog.getByRole('button', { name: form.workspace }).click();
  await page.getByRole('option').first().click();
  await dialog.getByRole('combobox', { name: form.tier }).click();
  await page.getByRole('option', { name: texts.tiers.api }).click();
  await dialog.getByLabel(form.holder).fill('grace@example.com');
  await dialog.getByRole('button', { name: form.submit }).click();
  const shown = dialog.getByRole('textbox', { name: issued.label });
  const key = await shown.inputValue();
  expect(key).toMatch(/^GEKO(?:-\w{4}){3}$/u);
  await page.keyboard.press('Escape');
  await seen(shown);
  await dialog.getByRole('button', { name: issued.done }).click();
  await gone(dialog);
  await expect.poll(() => issue.evaluate((one) => one === document.activeElement)).toBe(true);
  await house.smtp.waitForMail({ to: 'grace@example.com', subject: 'licence key' });
  await seen(page.getByRole('list', { name: texts.admin.list }).getByText('grace@example.com'));
  expect(await page.content()).not.toContain(key);

  const name = fill(texts.name, {
    tier: texts.tiers.api,
    key: fill(texts.keyEnd, { lastFour: key.slice(-4) }),
  });
  await page.getByRole('button', { name: fill(texts.admin.more, { licence: name }) }).click();
  await page.getByRole('menuitem', { name: texts.admin.renew }).click();
  const asked = page.getByRole('alertdialog');
  await asked.getByRole('button', { name: texts.admin.changes.renew.confirm }).click();
  await gone(asked);
  const copy = dialog.getByRole('button', { name: issued.copy });
  await expect.poll(() => copy.evaluate((one) => one === document.activeElement)).toBe(true);
  expect(await shown.inputValue()).not.toBe(key);
  await dialog.getByRole('button', { name: issued.done }).click();
  await gone(dialog);
  await gone(page.getByText(name, { exact: true }));
});
