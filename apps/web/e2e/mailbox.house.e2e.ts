import { AxeBuilder } from '@axe-core/playwright';
import { expect } from 'vitest';
import { en } from '../src/messages/en.ts';
import { registerPerson } from './support/api.ts';
import { seen } from './support/chat-page.ts';
import { shoot, test } from './support/test.ts';
import type { Visitor } from './support/visitor.ts';

const { admin, auth } = en;

async function signInAsOperator({ page, house }: Visitor): Promise<void> {
  await page.goto('/sign-in?next=/admin/mailbox');
  await page.getByLabel(auth.email).fill(house.accounts.operator.email);
  await page.getByLabel(auth.password, { exact: true }).fill(house.accounts.operator.password);
  await page.getByRole('button', { name: auth.signIn, exact: true }).click();
  await page.waitForURL(({ pathname }) => pathname === '/admin/mailbox');
}

test.for([
  { width: 1280, colorScheme: 'light' },
  { width: 360, colorScheme: 'dark' },
] as const)(
  'without a mail server an operator reads the mail of a registration at $width px in $colorScheme',
  async ({ width, colorScheme }, { visit }) => {
    const person = await registerPerson(await visit());
    const operator = await visit({ width, colorScheme });
    await signInAsOperator(operator);
    const { page, context, house } = operator;
    const list = page.getByRole('list', { name: admin.mails });
    await list.getByRole('button').filter({ hasText: person.email }).first().click();
    const dialog = page.getByRole('dialog');
    await seen(dialog.getByText(person.email));
    const mail = dialog.frameLocator('iframe');
    await seen(mail.getByText(person.name));
    await shoot(page, `mailbox-${width}-${colorScheme}`);
    const { violations } = await new AxeBuilder({ page }).setLegacyMode().analyze();
    expect.soft(violations.map(({ id, nodes }) => `${id}: ${nodes[0]?.html}`)).toEqual([]);

    const opens = context.waitForEvent('page');
    await mail.getByRole('link').first().click();
    const opened = await opens;
    await opened.waitForURL(`${house.url}/confirm-email/*`);
    await opened.close();

    await dialog.getByRole('tab', { name: admin.mailText }).click();
    const link = dialog.getByRole('link').first();
    expect(await link.getAttribute('href')).toContain(`${house.url}/confirm-email/`);
    expect(
      await page.evaluate(() => document.documentElement.scrollWidth),
      'scrolls sideways',
    ).toBeLessThanOrEqual(width);
    await dialog.getByRole('button', { name: en.common.close }).click();
    await page.getByRole('navigation', { name: admin.pages }).getByText(admin.title).click();
    await page.waitForURL(({ pathname }) => pathname === '/admin');
    await seen(page.getByText(admin.tenants, { exact: true }));
  },
);

test('the mailbox is not there for others', async ({ visit }) => {
  const visitor = await visit();
  await registerPerson(visitor);
  visitor.expectStatus(404);
  expect((await visitor.page.goto('/admin/mailbox'))?.status()).toBe(404);
});
