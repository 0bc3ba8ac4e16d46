import { randomUUID } from 'node:crypto';
import { expect } from 'vitest';
import { createFormat } from '../src/lib/create-format.ts';
import { fill } from '../src/lib/fill.ts';
import { en } from '../src/messages/en.ts';
import { call, registerPerson, sendMessage } from './support/api.ts';
import { gone, seen } from './support/chat-page.ts';
import { test } from './support/test.ts';

const { usage, wallet } = en;

test('credit is shown lot by lot, with every answer that it paid for', async ({ visit }) => {
  const owner = await visit();
  const { page } = owner;
  const { workspaceId } = await registerPerson(owner);
  await page.goto(`/w/${workspaceId}/settings?tab=wallet`);
  await seen(page.getByText(wallet.emptyTitle));

  const operator = await visit();
  await call(operator, 'auth.login', operator.house.accounts.operator);
  for (const [kind, amountNano] of [
    ['purchased', '20000000000'],
    ['bonus', '5000000000'],
  ]) {
    await call(operator, 'money.grant', { id: randomUUID(), workspaceId, kind, amountNano });
  }
  // Nothing is left of the plan, so that credit pays.
  await call(owner, 'limits.create', {
    workspaceId,
    id: randomUUID(),
    subject: { kind: 'workspace' },
    meter: 'tokens',
    cap: 0,
    period: 'month',
    overflow: 'credits',
  });
  const { receipt } = await sendMessage(owner, {
    workspaceId,
    modelId: 'gpt-5-nano',
    text: 'Hello [[fake: reply=1234 tokensPerChunk=100]]',
  });
  if (receipt === null) throw new Error('The answer came without a receipt.');
  expect(receipt.funding).toBe('credits');
  const format = createFormat({ locale: 'en', timeZone: null });
  const left = (25_000_000_000n - BigInt(receipt.chargeNano)).toString();

  await page.reload();
  const tiles = page.getByRole('group', { name: wallet.title });
  await seen(tiles.getByText(format.nano(left), { exact: true }).first());
  const lots = page.getByRole('list', { name: wallet.lots }).getByRole('listitem');
  await seen(lots.first());
  expect(await lots.allInnerTexts()).toMatchObject([
    expect.stringContaining(wallet.lotKinds.bonus),
    expect.stringContaining(wallet.lotKinds.purchased),
  ]);
  const rows = page.getByRole('table', { name: wallet.transactions }).getByRole('row');
  await seen(rows.nth(1));
  const [, answer, , purchased] = await rows.allInnerTexts();
  expect(answer).toContain(`-${format.exact(receipt.chargeNano)}`);
  expect(answer).toContain(format.exact('25000000000'));
  expect(answer).toContain(format.exact(left));
  expect(purchased).toContain(fill(wallet.kinds.grant, { lot: wallet.lotKinds.purchased }));

  // By keyboard, which needs no place on a page whose parts are still coming in.
  await rows.nth(1).getByRole('button').press('Enter');
  const dialog = page.getByRole('dialog', { name: usage.receiptTitle });
  await seen(dialog.getByText(format.nano(receipt.chargeNano)).first());
  await page.keyboard.press('Escape');
  await gone(dialog);
});
