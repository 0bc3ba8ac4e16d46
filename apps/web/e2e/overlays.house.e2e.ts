import { randomUUID } from 'node:crypto';
import type { ImportResult } from '@geko/contracts/prices';
import type { Locator } from 'playwright';
import { describe, expect } from 'vitest';
import { fill } from '../src/lib/fill.ts';
import { en } from '../src/messages/en.ts';
import { call, registerPerson, sendMessage, type Person } from './support/api.ts';
import { anyOf, ChatPage, gone, seen } from './support/chat-page.ts';
import { inspect, widths } from './support/inspect.ts';
import { joinPerson } from './support/people.ts';
import { showEveryKeyState } from './support/every-key-state.ts';
import { test } from './support/test.ts';
import type { Visitor } from './support/visitor.ts';

const { denial, errors, price } = en.chat;
const MODEL = { modelId: 'gpt-5.4-nano', name: 'GPT-5.4 nano' };
/** A popover hangs at the end of the page, outside of landmarks; focus goes there and back by itself. */
const OF_POPOVERS = ['region'];

/** A list in the shape of models.dev: one model new, one dearer, one a thousand times dearer and quarantined. */
const modelOf = (name: string, cost: Record<string, number>) => ({
  [name]: { name, limit: { context: 400_000, output: 64_000 }, cost },
});
const priceList = JSON.stringify({
  openai: {
    models: {
      ...modelOf('gpt-7-with-a-rather-long-name-preview', { input: 3.25, output: 12.5 }),
      ...modelOf('gpt-4o', { input: 4, output: 15, cache_read: 2 }),
      ...modelOf('gpt-4.1', { input: 2000, output: 8000 }),
    },
  },
});

const setLimit = (owner: Visitor, limit: Record<string, unknown>): Promise<unknown> =>
  call(owner, 'limits.create', { id: randomUUID(), ...limit });

async function close({ page }: Visitor, dialog: Locator): Promise<void> {
  await page.keyboard.press('Escape');
  await gone(dialog);
}

async function signInOperator(visitor: Visitor): Promise<Visitor> {
  await call(visitor, 'auth.login', visitor.house.accounts.operator);
  return visitor;
}

describe.concurrent.for(widths)('what opens over a page, at %i px, light and dark', (width) => {
  test('denials: of somebody who can raise the limit, of somebody who can ask', async ({
    visit,
  }) => {
    const owner = await visit({ width });
    const { workspaceId } = await registerPerson(owner);
    const model = { subject: { kind: 'model', id: MODEL.modelId }, period: 'month' };
    await setLimit(owner, { workspaceId, ...model, meter: 'requests', cap: 0 });
    const spending = { subject: { kind: 'workspace' }, meter: 'charge', period: 'week' };
    await setLimit(owner, { workspaceId, ...spending, cap: 50_000_000_000 });
    const chat = new ChatPage(owner.page);
    await chat.open(workspaceId);
    await chat.chooseModel(MODEL.name);
    owner.expectStatus(429);
    await chat.send('Anybody there?');
    const dialog = owner.page.getByRole('dialog', { name: errors.titles.QUOTA_EXCEEDED });
    await seen(dialog.getByRole('link', { name: denial.ways.raise }));
    await inspect(owner, 'denial-raise');
    await close(owner, dialog);

    const member = await visit({ width });
    await joinPerson(owner, member, { workspaceId, roleId: 'editor' });
    const each = { subject: { kind: 'each_member' }, period: 'day' };
    await setLimit(owner, { workspaceId, ...each, meter: 'tokens', cap: 10 });
    const asking = new ChatPage(member.page);
    await asking.open(workspaceId);
    member.expectStatus(429);
    await asking.send('And now?');
    const refused = member.page.getByRole('dialog', { name: errors.titles.QUOTA_EXCEEDED });
    const ask = refused.getByRole('button', { name: denial.ways.ask }).first();
    await seen(ask);
    await inspect(member, 'denial-ask');
    await ask.click();
    await seen(refused.getByText(denial.ways.asked));
    await inspect(member, 'denial-asked');
  });

  test('the price, the receipt, the notices', async ({ visit }) => {
    const owner = await visit({ width });
    const { page } = owner;
    const { workspaceId } = await registerPerson(owner);
    const operator = await signInOperator(await visit());
    await call(operator, 'admin.setPlan', { workspaceId, planId: 'paygo' });
    const daily = { subject: { kind: 'workspace' }, meter: 'requests', period: 'day' };
    await setLimit(owner, { workspaceId, ...daily, cap: 5 });
    const text = 'Hi [[fake: fault=no-usage reply=40]]';
    let conversationId: string | undefined;
    for (let sent = 0; sent < 4; sent += 1) {
      ({ conversationId } = await sendMessage(owner, { workspaceId, ...MODEL, text }));
    }
    const lot = { id: randomUUID(), kind: 'bonus', amountNano: '25000000000', expiresAt: null };
    await call(operator, 'money.grant', { workspaceId, ...lot });

    const chat = new ChatPage(page);
    await chat.open(workspaceId, conversationId);
    await chat.composer.fill('How much would a somewhat longer message cost?');
    const button = page.getByRole('button', { name: anyOf(price.open) });
    await seen(button.getByText(/^≈/u));
    await button.click();
    const details = page.getByRole('dialog', { name: price.title });
    await seen(details.getByText(fill(price.samples, { count: 4 })));
    await inspect(owner, 'price', OF_POPOVERS);
    await close(owner, details);
    expect(await button.evaluate((one) => one === document.activeElement)).toBe(true);

    await chat.receipt.click();
    const receipt = page.getByRole('dialog', { name: en.usage.receiptTitle });
    await seen(receipt.getByText(en.usage.estimatedBody));
    await inspect(owner, 'receipt-estimated');
    await close(owner, receipt);

    await page.getByRole('button', { name: anyOf(en.notices.openUnread.other) }).click();
    const notices = page.getByRole('dialog', { name: en.notices.title });
    await seen(notices.getByRole('listitem').first());
    await inspect(owner, 'notices-many', OF_POPOVERS);
  });

  test('an operator’s grant', async ({ visit }) => {
    const customer = await visit();
    const person = await registerPerson(customer);
    await inspectWorkspaces(await signInOperator(await visit({ width })), person);
  });

  test('an operator’s prices, populated, and their dialogs', async ({ visit }) => {
    await inspectPrices(await signInOperator(await visit({ width })));
  });

  test('an operator’s plans, and what other ones would have come to', async ({ visit }) => {
    const customer = await visit();
    const person = await registerPerson(customer);
    await sendMessage(customer, { ...person, modelId: 'gpt-4o-mini', text: 'Hi' });
    await inspectPlans(await signInOperator(await visit({ width })));
  });

  test('an operator’s pool of provider keys, and its dialogs', async ({ visit }) => {
    const operator = await signInOperator(await visit({ width }));
    await showEveryKeyState(operator);
    await inspectKeys(operator);
  });
});

async function inspectWorkspaces(operator: Visitor, person: Person): Promise<void> {
  const { page } = operator;
  await page.goto('/admin?tab=workspaces');
  const title = fill(en.admin.grant.title, { workspace: person.company });
  await page.getByRole('button', { name: title }).click();
  const grant = page.getByRole('dialog', { name: title });
  await seen(grant);
  await inspect(operator, 'admin-grant');
  await grant.getByRole('button', { name: en.admin.grant.submit }).click();
  await seen(grant.getByText(en.admin.notDollars));
  await inspect(operator, 'admin-grant-refused');
  await close(operator, grant);
}

async function inspectPrices(operator: Visitor): Promise<void> {
  const { page } = operator;
  const { prices } = en.admin;
  await call<ImportResult>(operator, 'money.importPrices', { list: priceList });
  await page.goto('/admin?tab=prices');
  await seen(page.getByRole('list', { name: prices.statuses.candidate }));
  await inspect(operator, 'admin-prices-populated');
  await page
    .getByRole('radio', { name: new RegExp(`^${prices.statuses.quarantined}`, 'u') })
    .click();
  await seen(page.getByRole('list', { name: prices.statuses.quarantined }));
  await inspect(operator, 'admin-quarantine');
  await page.getByRole('button', { name: prices.import }).click();
  const imports = page.getByRole('dialog', { name: prices.import });
  await seen(imports);
  await inspect(operator, 'admin-import');
  await close(operator, imports);
  await page.getByRole('radio', { name: new RegExp(`^${prices.statuses.candidate}`, 'u') }).click();
  await page
    .getByRole('button', { name: anyOf(prices.publishModel) })
    .first()
    .click();
  const publish = page.getByRole('dialog', { name: anyOf(prices.publishTitle) });
  await seen(publish);
  await inspect(operator, 'admin-publish');
  await close(operator, publish);
}

async function inspectPlans(operator: Visitor): Promise<void> {
  const { page } = operator;
  const { plans, whatIf } = en.admin;
  await page.goto('/admin?tab=plans');
  await page.getByRole('button', { name: fill(plans.edit, { plan: 'Free' }) }).click();
  const edit = page.getByRole('dialog', { name: fill(plans.editTitle, { plan: 'Free' }) });
  await seen(edit);
  await inspect(operator, 'admin-plan');
  await close(operator, edit);

  await page.goto('/admin?tab=what_if');
  await page.getByRole('button', { name: fill(whatIf.change, { plan: 'Free' }) }).click();
  const change = page.getByRole('dialog', { name: fill(plans.editTitle, { plan: 'Free' }) });
  const caps = change.getByLabel(plans.cap);
  await seen(caps.first());
  for (const cap of await caps.all()) await cap.fill('0');
  for (const overflow of await change.getByRole('combobox', { name: plans.overflow }).all()) {
    await overflow.click();
    await page.getByRole('option', { name: plans.overflows.block }).click();
  }
  await change.getByRole('button', { name: whatIf.use }).click();
  await gone(change);
  await page.getByRole('button', { name: whatIf.run }).click();
  await seen(page.getByRole('table', { name: whatIf.blocked }));
  await inspect(operator, 'admin-what-if-replayed');
}

async function inspectKeys(operator: Visitor): Promise<void> {
  const { page } = operator;
  const { providerKeys: keys, common } = en;
  const { form } = keys;
  const dialog = page.getByRole('dialog');
  const asked = page.getByRole('alertdialog');
  const menu = page.getByRole('menu');
  await page.goto('/admin/keys');
  await seen(page.getByText(keys.rests.refused));
  await inspect(operator, 'provider-keys');

  const groq = { provider: common.providerNames.groq };
  await page.getByRole('button', { name: fill(keys.addTo, groq) }).click();
  await dialog.getByRole('textbox', { name: form.cap }).fill('much');
  await dialog.getByRole('button', { name: form.create }).click();
  await seen(dialog.getByText(form.nameMissing));
  await inspect(operator, 'provider-key-add');
  await close(operator, dialog);

  const more = page.getByRole('button', { name: fill(keys.more, { key: 'openai-1' }) });
  await page
    .getByRole('button', { name: anyOf(keys.statusOf) })
    .first()
    .click();
  await seen(menu);
  await inspect(operator, 'provider-key-status', OF_POPOVERS);
  await close(operator, menu);
  await more.click();
  await seen(menu);
  await inspect(operator, 'provider-key-menu', OF_POPOVERS);
  await page.getByRole('menuitem', { name: keys.edit }).click();
  await dialog.getByRole('textbox', { name: form.address }).fill('https://elsewhere.example.com');
  await seen(dialog.getByText(form.moves));
  await inspect(operator, 'provider-key-edit');
  await close(operator, dialog);
  await more.click();
  await page.getByRole('menuitem', { name: keys.replace }).click();
  await seen(dialog);
  await inspect(operator, 'provider-key-replace');
  await close(operator, dialog);
  await more.click();
  await page.getByRole('menuitem', { name: keys.remove }).click();
  await seen(asked);
  await inspect(operator, 'provider-key-remove');
  await close(operator, asked);
  const openai = { provider: common.providerNames.openai };
  await page.getByRole('switch', { name: fill(keys.provider.toggle, openai) }).click();
  await seen(asked);
  await inspect(operator, 'provider-off');
  await close(operator, asked);
  await page.getByRole('button', { name: keys.fallbacks.add }).click();
  await seen(dialog);
  await inspect(operator, 'model-fallbacks');
  await close(operator, dialog);
}
