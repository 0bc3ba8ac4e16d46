import { randomUUID } from 'node:crypto';
import { join } from 'node:path';
import { afterAll, beforeAll, expect } from 'vitest';
import { extractText, getDocumentProxy } from 'unpdf';
import { createDb } from '@geko/db/client';
import { startEmbeddedPostgres } from '@geko/db/embedded/start-embedded-postgres';
import { appUrlOf } from '@geko/db/migrate';
import { makeStripeClient } from '@geko/payments/stripe/make-client';
import { addPostpaidUse } from '@geko/services/testing/postpaid-use';
import { fill } from '../src/lib/fill.ts';
import { en } from '../src/messages/en.ts';
import { ask, call } from './support/api.ts';
import { gone, seen } from './support/chat-page.ts';
import { inspect, toastsGone } from './support/inspect.ts';
import { registerByMail } from './support/register-by-mail.ts';
import { openStripeHouse, type StripeHouse } from './support/stripe-house.ts';
import { test } from './support/test.ts';

const { common, invoices: texts } = en;
const { admin } = texts;

let stripe: StripeHouse['stripe'];
let house: StripeHouse['house'];
let webhook: string;
let stop: StripeHouse['stop'];
beforeAll(async () => {
  ({ stripe, house, webhook, stop } = await openStripeHouse());
});
afterAll(() => stop());

/** Calls of the month before, as if they had been made then; the provider never had them, so they are estimates. */
async function useLastMonth(workspaceId: string, userId: string): Promise<void> {
  const server = await startEmbeddedPostgres({ dataDir: join(house.dataDir, 'postgres') });
  const client = createDb({
    appUrl: appUrlOf(server.ownerUrl),
    maxConnections: 1,
    onError: () => undefined,
  });
  try {
    const { rows } = await client.pool.query<{ tenant: string }>(
      'select system.tenant_of($1) as tenant',
      [workspaceId],
    );
    const now = new Date();
    const at = new Date(Date.UTC(now.getUTCFullYear(), now.getUTCMonth() - 1, 15, 12));
    const place = { tenantId: rows[0]?.tenant ?? '', workspaceId, userId };
    await addPostpaidUse(
      client.db,
      place,
      ['gpt-5.4', 'gpt-5.4-mini', 'gpt-4o-mini'].map((modelId, nth) => ({
        modelId,
        at,
        inputTokens: 1_234_567 * (nth + 1),
        outputTokens: 0,
        isEstimated: true,
      })),
    );
  } finally {
    await client.close();
  }
}

test('a month is invoiced by the operator’s run; its owner sees it, opens its PDF and pays it at Stripe', async ({
  visit,
}) => {
  const owner = await visit({ house });
  const { page } = owner;
  const { workspaceId, email } = await registerByMail(owner, house);
  await page.goto(`/w/${workspaceId}/settings?tab=invoices`);
  await seen(page.getByText(texts.empty.title));
  await inspect(owner, 'invoices-empty');
  const { id: userId } = await ask<{ id: string }>(owner, 'auth.me', undefined);
  await useLastMonth(workspaceId, userId);

  const operator = await visit({ house });
  await call(operator, 'auth.login', house.accounts.operator);
  await operator.page.goto('/admin/invoices');
  await seen(operator.page.getByText(admin.empty.title));
  await operator.page.getByRole('button', { name: admin.run }).click();
  const all = operator.page.getByRole('list', { name: admin.list });
  await seen(all.getByText(texts.states.open));

  // Without a reload: the page hears of it.
  const mine = page.getByRole('list', { name: texts.list });
  await seen(mine.getByText(texts.states.open));
  await inspect(owner, 'invoices');
  const mail = await house.smtp.waitForMail({ to: email, subject: 'invoice' });
  expect(mail.text).toContain(`/w/${workspaceId}/settings?tab=invoices`);

  const linesButton = mine.getByRole('button', { name: /^Lines of invoice/u });
  await linesButton.click();
  const dialog = page.getByRole('dialog');
  await seen(dialog.getByRole('list', { name: texts.details.list }));
  const total = (await dialog.getByRole('listitem').last().textContent()) ?? '';
  await inspect(owner, 'invoice-lines');
  await dialog.getByRole('button', { name: common.close }).click();
  await gone(dialog);
  await expect.poll(() => linesButton.evaluate((one) => one === document.activeElement)).toBe(true);

  const pdfLink = mine.getByRole('link', { name: /as PDF$/u });
  const [download] = await Promise.all([page.waitForEvent('download'), pdfLink.click()]);
  const chunks: Buffer[] = [];
  for await (const chunk of await download.createReadStream()) chunks.push(chunk as Buffer);
  const pdf = await getDocumentProxy(new Uint8Array(Buffer.concat(chunks)));
  const { text } = await extractText(pdf, { mergePages: true });
  const amount = /\$[\d,.]+/u.exec(total)?.[0] ?? 'no amount';
  expect(text.replaceAll(/\s+/gu, ' ')).toContain(`Total ${amount}`);

  await mine.getByRole('link', { name: /^Pay invoice/u }).click();
  await page.getByLabel('Card number').fill('4242 4242 4242 4242');
  await page.getByLabel('Name on card').fill('Ada Lovelace');
  await page.getByRole('button', { name: /^Pay / }).click();
  await stripe.deliver(webhook, { seed: 1, doubled: 1 });
  await page.goto(`/w/${workspaceId}/settings?tab=invoices`);
  await seen(mine.getByText(texts.states.paid, { exact: true }));
  expect(await mine.getByRole('link', { name: /^Pay invoice/u }).count()).toBe(0);

  const { page: there } = operator;
  await there.reload();
  await seen(all.getByText(texts.states.paid, { exact: true }));
  await there.getByRole('button', { name: /^What to do with invoice/u }).click();
  await there.getByRole('menuitem', { name: admin.actions.credit }).click();
  const asked = there.getByRole('dialog');
  await asked.getByRole('button', { name: admin.credit.submit }).click();
  await seen(asked.getByText(admin.credit.memoMissing));
  await asked.getByLabel(admin.credit.amount).fill('1.00');
  await asked.getByLabel(admin.credit.memo).fill('A slow day');
  await inspect(operator, 'invoice-credit');
  await asked.getByRole('button', { name: admin.credit.submit }).click();
  await gone(asked);
  await seen(all.getByText(fill(texts.credited, { amount: '$1' })));
  await stripe.deliver(webhook, { seed: 2 });
  await there.getByRole('button', { name: admin.reconcile.run }).click();
  await seen(there.getByText(admin.reconcile.sound));
  await toastsGone(there);
  await inspect(operator, 'admin-invoices');
});

test('where a difference is planted the operator sees it', async ({ visit }) => {
  const operator = await visit({ house, width: 360, colorScheme: 'dark' });
  await call(operator, 'auth.login', house.accounts.operator);
  const { secretKey, url } = stripe;
  const client = makeStripeClient({ secretKey, baseUrl: url });
  const { data } = await client.customers.list({ limit: 1 });
  const stray = await client.invoices.create({
    customer: data[0]?.id ?? '',
    metadata: { geko_operation: randomUUID(), geko_purpose: 'monthly_invoice' },
  });
  const { page } = operator;
  await page.goto('/admin/invoices');
  await page.getByRole('button', { name: admin.reconcile.run }).click();
  const found = page.getByRole('list', { name: admin.reconcile.list });
  await seen(found.getByText(stray.id));
  await inspect(operator, 'admin-invoices-differ');
});
