import { randomUUID } from 'node:crypto';
import { expect } from 'vitest';
import type { CreatedApiKey } from '@geko/contracts/api-keys';
import { en } from '../src/messages/en.ts';
import { call, registerPerson, sendMessage } from './support/api.ts';
import { seen } from './support/chat-page.ts';
import { inspect } from './support/inspect.ts';
import { test } from './support/test.ts';

const { live } = en;
const MODEL = 'gpt-4o-mini';

test('operators and the workspace see calls of the chat and of programs end, without a reload', async ({
  visit,
}) => {
  const customer = await visit();
  const { workspaceId, company } = await registerPerson(customer);
  const operator = await visit();
  const phone = await visit({ width: 360 });
  /** How the line stands, beside tabs and titles of the same words. */
  const state = ({ page }: typeof customer, text: string) =>
    page
      .locator('main span')
      .filter({ hasText: new RegExp(`^${text}$`, 'u') })
      .first();
  for (const each of [operator, phone]) {
    await call(each, 'auth.login', each.house.accounts.operator);
    await each.page.goto('/admin?tab=live');
    await seen(state(each, live.connections.live));
  }
  // A line that the server refuses for now is tried again without anybody's doing.
  customer.expectStatus(503);
  await customer.page.route('**/usage.traffic*', (route) => route.fulfill({ status: 503 }));
  await customer.page.goto(`/w/${workspaceId}/usage`);
  await customer.page.getByRole('link', { name: en.usage.live }).click();
  await seen(state(customer, live.connections.reconnecting));
  await customer.page.unroute('**/usage.traffic*');
  await seen(customer.page.getByText(live.empty));
  await seen(state(customer, live.connections.live));

  const rowsOf = ({ page }: typeof customer) =>
    page.getByRole('table', { name: live.calls }).getByRole('row');
  await sendMessage(customer, { workspaceId, modelId: MODEL, text: 'CANARY of a prompt' });
  for (const each of [operator, phone]) {
    await seen(
      rowsOf(each).filter({ hasText: company }).filter({ hasText: live.sources.chat }),
      2_000,
    );
  }
  await seen(rowsOf(customer).filter({ hasText: live.sources.chat }), 2_000);

  const { secret } = await call<CreatedApiKey>(customer, 'apiKeys.create', {
    workspaceId,
    id: randomUUID(),
    name: 'Program',
    scopes: ['chat'],
    expiresAt: null,
  });
  const callByKey = async () => {
    const answer = await fetch(`${customer.house.url}/api/v1/chat/completions`, {
      method: 'POST',
      headers: { authorization: `Bearer ${secret}`, 'content-type': 'application/json' },
      body: JSON.stringify({ model: MODEL, messages: [{ role: 'user', content: 'Hello' }] }),
    });
    expect(answer.status).toBe(200);
    expect(answer.headers.get('ratelimit')).toContain('"call.key";r=');
    await answer.text();
  };
  await callByKey();
  const ofProgram = rowsOf(operator)
    .filter({ hasText: company })
    .filter({ hasText: live.sources.api });
  await seen(ofProgram, 2_000);
  await seen(ofProgram.filter({ hasText: en.common.outcomes.finished }));
  await seen(rowsOf(customer).filter({ hasText: live.sources.api }), 2_000);
  for (const { page } of [operator, phone, customer]) {
    expect(await page.locator('main').innerText()).not.toContain('CANARY');
  }
  await seen(operator.page.getByRole('table', { name: live.routesByKey }));

  // Paused, nothing comes; then all of it is there.
  const { page } = customer;
  await page.getByRole('button', { name: live.pause }).click();
  await seen(state(customer, live.connections.paused));
  await callByKey();
  await seen(ofProgram.nth(1), 2_000);
  expect(await rowsOf(customer).filter({ hasText: live.sources.api }).count()).toBe(1);
  await page.getByRole('button', { name: live.resume }).click();
  await seen(rowsOf(customer).filter({ hasText: live.sources.api }).nth(1));

  for (const each of [operator, phone, customer]) await inspect(each, 'live-traffic');
});
