import { describe, expect } from 'vitest';
import { en } from '../src/messages/en.ts';
import { newPerson } from './support/api.ts';
import { anyOf, ChatPage, gone, readQuota, seen } from './support/chat-page.ts';
import { test } from './support/test.ts';

describe.for([1280, 360] as const)('the main path at %i px', (width) => {
  test('register, pick a model, send, refresh mid-stream, stop, receipt, quota, locked model', async ({
    visit,
  }) => {
    const visitor = await visit({ width });
    const { page } = visitor;
    const person = newPerson();

    await page.goto('/');
    await page.getByRole('link', { name: en.landing.register }).first().click();
    await page.getByLabel(en.auth.name).fill(person.name);
    await page.getByLabel(en.auth.company).fill(person.company);
    await page.getByLabel(en.auth.email).fill(person.email);
    await page.getByLabel(en.auth.password, { exact: true }).fill(person.password);
    await page.getByRole('button', { name: en.auth.register }).click();
    await page.waitForURL(/\/w\/[\w-]+$/u);

    const chat = new ChatPage(page);
    await chat.chooseModel('GPT-4o mini');
    const quotaBefore = await readQuota(visitor);
    expect(quotaBefore).toBe(0);

    await chat.send('Tell me a long story [[fake: reply=900 delay=20]]');
    await seen(chat.stopButton);
    await page.waitForURL(/\/c\/[\w-]+$/u);
    const lengthBefore = await chat.grows();

    await page.reload();
    const lengthAfter = await chat.grows(lengthBefore);
    await seen(chat.stopButton);
    await chat.grows(lengthAfter);

    await chat.stopButton.click();
    await gone(chat.stopButton);
    await seen(page.getByText(en.chat.ends.stopped));
    await seen(chat.receipt);
    const kept = await chat.answerLength();
    expect(kept).toBeGreaterThan(lengthAfter);
    await page.reload();
    await seen(chat.receipt);
    expect(await chat.answerLength()).toBe(kept);

    await chat.receipt.click();
    const dialog = page.getByRole('dialog', { name: en.usage.receiptTitle });
    await seen(dialog.getByText(anyOf(en.usage.priceVersion)));
    await page.keyboard.press('Escape');
    await gone(dialog);
    expect(await readQuota(visitor)).toBeGreaterThan(0);

    const locked = await chat.findModel('GPT-5.5');
    await seen(locked.getByText(/Needs the Pro plan/u));
    expect(await locked.getAttribute('aria-disabled')).toBe('true');
    // Playwright waits for what is said to be disabled; a person can press it, and is shown the plans.
    await locked.click({ force: true });
    const plans = page.getByRole('dialog', { name: en.plans.upgrade.title });
    await seen(plans.getByRole('heading', { name: 'Pro', exact: true }));
    await seen(plans.getByText(en.plans.cannotPayBody));
  });
});
