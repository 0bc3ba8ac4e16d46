import { gzipSync } from 'node:zlib';
import type { Page } from 'playwright';
import { expect } from 'vitest';
import { accountSections } from '../src/features/account/account-sections.ts';
import { call, registerPerson, sendMessage } from './support/api.ts';
import { test } from './support/test.ts';
import type { Visitor } from './support/visitor.ts';

/**
 * What a page may bring, gzip; as `npm run bench:web -- load` measures it. A tab that is opened by its own address comes
 * on top of its page.
 */
const BUDGET_BYTES = { chat: 286_000, other: 214_000, tab: 250_000 };

/** Bytes of every script of the main thread up to the idle network, with an empty cache. */
async function firstLoad(page: Page, path: string): Promise<number> {
  const bodies: Promise<Buffer>[] = [];
  const listen = (response: Awaited<ReturnType<Page['waitForResponse']>>): void => {
    if (response.request().resourceType() === 'script') bodies.push(response.body());
  };
  page.on('response', listen);
  await page.goto(path, { waitUntil: 'networkidle' });
  page.off('response', listen);
  return (await Promise.all(bodies)).reduce((sum, body) => sum + gzipSync(body).length, 0);
}

async function expectWithin(
  { page, context }: Visitor,
  paths: readonly string[],
  budget: number,
): Promise<void> {
  const devtools = await context.newCDPSession(page);
  await devtools.send('Network.setCacheDisabled', { cacheDisabled: true });
  for (const path of paths) {
    const bytes = await firstLoad(page, path);
    // A page that was never fetched would keep every budget.
    expect.soft(bytes, path).toBeGreaterThan(50_000);
    expect.soft(bytes, path).toBeLessThanOrEqual(budget);
  }
}

test('no page brings more JavaScript than its budget', async ({ visit }) => {
  await expectWithin(
    await visit(),
    ['/', '/docs', '/sign-in', '/register', '/reset-password'],
    BUDGET_BYTES.other,
  );

  const person = await visit();
  const { workspaceId } = await registerPerson(person);
  const modelId = 'gpt-4o-mini';
  const { conversationId } = await sendMessage(person, { workspaceId, modelId, text: '`Hi`' });
  const home = `/w/${workspaceId}`;
  await expectWithin(person, [home, `${home}/c/${conversationId}`], BUDGET_BYTES.chat);
  await expectWithin(
    person,
    [
      `${home}/usage`,
      `${home}/models`,
      `${home}/settings`,
      ...accountSections.map((section) => `/account/${section}`),
      '/welcome',
    ],
    BUDGET_BYTES.other,
  );
  const tabs = ['members', 'roles', 'keys', 'audit', 'plan', 'limits', 'wallet'];
  await expectWithin(
    person,
    tabs.map((tab) => `${home}/settings?tab=${tab}`),
    BUDGET_BYTES.tab,
  );

  const operator = await visit();
  await call(operator, 'auth.login', operator.house.accounts.operator);
  await expectWithin(operator, ['/admin', '/admin/keys', '/admin/mailbox'], BUDGET_BYTES.other);
  const adminTabs = ['workspaces', 'users', 'prices', 'markups', 'plans', 'what_if'];
  await expectWithin(
    operator,
    adminTabs.map((tab) => `/admin?tab=${tab}`),
    BUDGET_BYTES.tab,
  );
});
