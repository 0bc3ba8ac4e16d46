import { describe, expect } from 'vitest';
import { fill } from '../src/lib/fill.ts';
import { en } from '../src/messages/en.ts';
import { call, registerPerson } from './support/api.ts';
import { anyOf, ChatPage, gone, seen } from './support/chat-page.ts';
import { inspect, widths } from './support/inspect.ts';
import { test } from './support/test.ts';

const { models, price } = en.chat;
/** By list price the cheapest of the catalogue, and the dearest of those that think. */
const [CHEAP, STRONG] = ['Llama 3.1 8B', 'Claude Fable 5'];
/** A popover hangs at the end of the page, outside of landmarks; focus goes there and back by itself. */
const OF_POPOVERS = ['region'];

describe.for(widths)('auto, at %i px', (width) => {
  test('is chosen by keyboard; each message goes to a model that its receipt names', async ({
    visit,
  }) => {
    const visitor = await visit({ width });
    const { page } = visitor;
    const { workspaceId } = await registerPerson(visitor);
    const operator = await visit();
    await call(operator, 'auth.login', operator.house.accounts.operator);
    await call(operator, 'admin.setPlan', { workspaceId, planId: 'paygo' });

    const chat = new ChatPage(page);
    await chat.open(workspaceId);
    await chat.modelButton.focus();
    await page.keyboard.press('Enter');
    const auto = page.getByRole('option').first();
    await seen(auto);
    expect(await auto.getAttribute('aria-selected')).toBe('false');
    await seen(page.getByRole('option', { name: `${models.auto} ${models.autoNote}` }));
    await auto.scrollIntoViewIfNeeded();
    await inspect(visitor, 'auto-picker', OF_POPOVERS);
    await page.keyboard.type(models.auto);
    await page.keyboard.press('ArrowDown');
    await page.keyboard.press('Enter');
    await gone(page.getByRole('listbox'));
    await seen(page.getByRole('button', { name: fill(models.trigger, { name: models.auto }) }));

    await chat.composer.fill('What is the capital of France?');
    const cost = page.getByRole('button', { name: anyOf(price.open) });
    await seen(cost.getByText(new RegExp(`^${CHEAP}.* · ≈`, 'u')));
    await chat.sendButton.click();
    await chat.finishes();
    await seen(page.getByRole('button', { name: new RegExp(`Auto · ${CHEAP}`, 'u') }));

    await chat.composer.fill('Prove it, step by step.');
    await seen(cost.getByText(new RegExp(`^${STRONG}.* · ≈`, 'u')));
    await cost.click();
    await seen(page.getByRole('dialog', { name: price.title }).getByText(STRONG));
    await page.keyboard.press('Escape');
    await chat.sendButton.click();
    await expect.poll(() => chat.receipt.count()).toBe(2);
    await chat.finishes();
    const strong = page.getByRole('button', { name: new RegExp(`Auto · ${STRONG}`, 'u') });
    await seen(strong);
    await inspect(visitor, 'auto-chat');
    await strong.click();
    const receipt = page.getByRole('dialog', { name: en.usage.receiptTitle });
    await seen(receipt.getByText(fill(en.usage.autoChose, { model: STRONG })));
    await inspect(visitor, 'auto-receipt');
    await page.keyboard.press('Escape');

    // The conversation stays with it over a reload.
    await page.reload();
    await seen(page.getByRole('button', { name: fill(models.trigger, { name: models.auto }) }));
    await page.goto(`/w/${workspaceId}/usage`);
    const row = page.getByRole('row').filter({ hasText: STRONG }).last();
    const badge = row.getByText(en.usage.auto, { exact: true });
    await seen(badge);
    await row.scrollIntoViewIfNeeded();
    // Whole, although the table scrolls sideways on a narrow screen.
    const box = await badge.boundingBox();
    expect((box?.x ?? 0) + (box?.width ?? width)).toBeLessThan(width - 16);
    await inspect(visitor, 'auto-usage');
  });
});
