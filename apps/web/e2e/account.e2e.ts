import { TOTP } from 'otpauth';
import { expect } from 'vitest';
import { fill } from '../src/lib/fill.ts';
import { en } from '../src/messages/en.ts';
import { registerPerson } from './support/api.ts';
import { seen } from './support/chat-page.ts';
import { fillSignIn, signOutOfAccount } from './support/sign-in.ts';
import { test } from './support/test.ts';

const { account, auth } = en;
const STEP_MS = 30_000;

test('two-step sign-in: set up, then signed in by code and by recovery code', async ({ visit }) => {
  const visitor = await visit();
  const { page } = visitor;
  const person = await registerPerson(visitor);
  visitor.expectStatus(401);

  await page.goto('/account/security');
  await page.getByRole('button', { name: account.enable, exact: true }).click();
  await page.getByLabel(account.proofPassword, { exact: true }).fill('not my password');
  await page.getByRole('button', { name: account.enableStart }).click();
  await seen(page.getByText('This is not your password.'));
  await page.getByLabel(account.proofPassword, { exact: true }).fill(person.password);
  await page.getByRole('button', { name: account.enableStart }).click();
  await seen(page.getByRole('img', { name: account.qrLabel }));
  const secret = (await page.getByRole('dialog').locator('code').innerText()).replaceAll(' ', '');
  const app = new TOTP({ secret });
  const code = page.getByLabel(account.code, { exact: true });
  await code.fill(wrong(app));
  await page.getByRole('button', { name: account.enableConfirm }).click();
  await seen(page.getByRole('alert').filter({ hasText: 'not right' }));
  const usedAt = Date.now();
  await code.fill(app.generate({ timestamp: usedAt }));
  await page.getByRole('button', { name: account.enableConfirm }).click();
  const list = page.getByRole('list', { name: account.codesList }).getByRole('listitem');
  await seen(list.first());
  const [recoveryCode = ''] = await list.allInnerTexts();
  await page.getByRole('button', { name: account.codesDone }).click();
  await seen(page.getByText(account.enabled));

  await signOutOfAccount(page);
  await fillSignIn(page, person);
  const digits = page.getByLabel(auth.code, { exact: true });
  await seen(digits);
  expect(await digits.evaluate((input) => input === document.activeElement)).toBe(true);
  await digits.pressSequentially(wrong(app));
  await seen(page.getByRole('alert').filter({ hasText: 'not right' }));
  // A code is good once, so this is that of the step after.
  await digits.fill(app.generate({ timestamp: usedAt + STEP_MS }));
  await page.waitForURL(/\/w\//u);

  await signOutOfAccount(page);
  await fillSignIn(page, person);
  await page.getByRole('button', { name: auth.useRecovery }).click();
  await page.getByLabel(auth.recoveryCode).fill(recoveryCode);
  await page.getByRole('button', { name: auth.signIn, exact: true }).click();
  await page.waitForURL(/\/w\//u);

  await page.goto('/account/security');
  await seen(page.getByText(fill(account.codesLeft.other, { count: 9 })));
});

/** Six digits that are none of the app's around now. */
function wrong(app: TOTP): string {
  const near = [-1, 0, 1].map((step) => app.generate({ timestamp: Date.now() + step * STEP_MS }));
  return ['000000', '111111', '222222', '333333'].find((one) => !near.includes(one)) ?? '444444';
}

test('the profile: a new name shows at once and can be taken back, dates follow the language', async ({
  visit,
}) => {
  const visitor = await visit();
  const { page } = visitor;
  const person = await registerPerson(visitor);
  await page.goto(`/w/${person.workspaceId}`);
  await page.getByRole('button', { name: en.shell.accountMenu }).click();
  await page.getByRole('menuitem', { name: en.shell.accountSettings }).click();
  await page.waitForURL(/\/account\/profile$/u);

  const name = page.getByLabel(account.name, { exact: true });
  await name.fill('Ada Lovelace');
  await name.press('Enter');
  await seen(page.getByText(fill(account.renamed, { name: 'Ada Lovelace' })));
  await page.getByRole('button', { name: en.common.undo }).click();
  await expect.poll(() => name.inputValue()).toBe(person.name);

  await page
    .getByRole('group', { name: account.locale })
    .getByRole('button', { name: account.locales.de })
    .click();
  await page.getByRole('button', { name: fill(account.timeZoneValue, { zone: '' }) }).click();
  await page.getByRole('combobox', { name: account.searchZones }).fill('Tokyo');
  await page.keyboard.press('Enter');
  await seen(page.getByRole('button', { name: fill(account.timeZoneValue, { zone: 'Tokyo' }) }));
  await seen(page.getByText('1.234,50'));
  await page.goto('/account/sessions');
  await seen(page.getByText(/Signed in \d{1,2}\.\d{1,2}\.\d{4}, \d\d:\d\d/u));
});

test('a deleted account can only be kept, and is then as it was', async ({ visit }) => {
  const visitor = await visit();
  const { page } = visitor;
  const person = await registerPerson(visitor);
  await page.goto('/account/danger');
  await page.getByRole('button', { name: account.remove, exact: true }).click();
  await page.getByLabel(account.proofPassword, { exact: true }).fill(person.password);
  await page.getByRole('button', { name: account.removeConfirm }).click();
  await page.waitForURL(/\/sign-in/u);
  await seen(page.getByText(auth.notices.closing));
  await fillSignIn(page, person);
  await page.waitForURL(/\/closing$/u);
  for (const path of [`/w/${person.workspaceId}`, '/account/security', '/welcome', '/']) {
    await page.goto(path);
    expect(new URL(page.url()).pathname).toBe('/closing');
  }
  await page.getByRole('button', { name: auth.keepAccount }).click();
  await page.waitForURL(new RegExp(`/w/${person.workspaceId}$`, 'u'));
});
