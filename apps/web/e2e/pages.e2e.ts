import { AxeBuilder } from '@axe-core/playwright';
import type { Page } from 'playwright';
import { describe, expect } from 'vitest';
import { en } from '../src/messages/en.ts';
import { call, registerPerson, scriptProvider, sendMessage } from './support/api.ts';
import { ChatPage, gone, openSidebar, seen } from './support/chat-page.ts';
import { sampleAnswer } from './support/sample-answer.ts';
import { shoot, test } from './support/test.ts';
import type { Visitor } from './support/visitor.ts';

const looks = [
  { width: 1280, colorScheme: 'light' },
  { width: 1280, colorScheme: 'dark' },
  { width: 360, colorScheme: 'light' },
  { width: 360, colorScheme: 'dark' },
] as const;

/** Nothing is being fetched or faded in any more. */
async function settles(page: Page): Promise<void> {
  await page.waitForLoadState('networkidle');
  await expect
    .poll(() => page.locator('main [role=status][aria-label]').count(), { timeout: 15_000 })
    .toBe(0);
  await page.evaluate(
    async () =>
      await Promise.allSettled(
        document
          .getAnimations()
          .filter((one) => one.effect?.getComputedTiming().iterations !== Infinity)
          .map((one) => one.finished),
      ),
  );
}

/** No violation of axe's rules save those left out, nothing wider than the screen; a picture is taken. */
async function inspect(
  { page, width }: Visitor,
  name: string,
  withoutRules: string[] = [],
): Promise<void> {
  await settles(page);
  await shoot(page, name);
  const { violations } = await new AxeBuilder({ page })
    .setLegacyMode()
    .disableRules(withoutRules)
    .analyze();
  const found = violations.flatMap(({ id, nodes }) =>
    nodes.map(
      ({ html, failureSummary }) => `${name}: ${id}: ${html.slice(0, 200)}\n${failureSummary}`,
    ),
  );
  expect.soft(found).toEqual([]);
  const scrollWidth = await page.evaluate(() => document.documentElement.scrollWidth);
  expect.soft(scrollWidth, `${name} scrolls sideways`).toBeLessThanOrEqual(width);
}

describe.for(looks)('pages at $width px in $colorScheme', ({ width, colorScheme }) => {
  const named = (name: string) => `${name}-${width}-${colorScheme}`;

  test('for strangers', async ({ visit }) => {
    const visitor = await visit({ width, colorScheme });
    visitor.expectStatus(404);
    for (const [name, path] of [
      ['landing', '/'],
      ['sign-in', '/sign-in'],
      ['register', '/register'],
      ['not-found', '/nowhere'],
    ] as const) {
      await visitor.page.goto(path);
      await inspect(visitor, named(name));
    }
  });

  test('of a workspace', async ({ visit }) => {
    const visitor = await visit({ width, colorScheme });
    const { page } = visitor;
    const { workspaceId } = await registerPerson(visitor);
    const chat = new ChatPage(page);
    await chat.open(workspaceId);
    await inspect(visitor, named('new-chat'));
    await page.goto(`/w/${workspaceId}/usage`);
    await inspect(visitor, named('usage-empty'));

    await scriptProvider(visitor, { text: sampleAnswer, model: 'gpt-4o-mini', tokensPerChunk: 20 });
    const question = {
      workspaceId,
      modelId: 'gpt-4o-mini',
      text: 'How do I remove duplicates from an array, and what does it cost?',
    };
    const { conversationId } = await sendMessage(visitor, question);
    await sendMessage(visitor, {
      workspaceId,
      modelId: 'mistral-small-2603',
      text: 'Plan a week of lunches',
    });
    await chat.open(workspaceId, conversationId);
    await seen(page.getByRole('table'));
    await inspect(visitor, named('conversation'));
    await chat.receipt.click();
    await seen(page.getByRole('dialog'));
    await inspect(visitor, named('receipt'));
    await page.keyboard.press('Escape');
    await gone(page.getByRole('dialog'));
    await chat.modelButton.click();
    await seen(page.getByRole('listbox'));
    await inspect(visitor, named('model-picker'));
    await page.keyboard.press('Escape');
    await openSidebar(visitor);
    await page.getByRole('button', { name: en.shell.accountMenu }).click();
    await seen(page.getByRole('menu'));
    // A menu hangs at the end of the page, outside of landmarks; focus goes there and back by itself.
    await inspect(visitor, named('account-menu'), ['region']);

    for (const [name, path] of [
      ['usage', 'usage'],
      ['models', 'models'],
      ['settings', 'settings'],
      ['plan', 'settings?tab=plan'],
      ['sessions', 'settings?tab=sessions'],
    ] as const) {
      await page.goto(`/w/${workspaceId}/${path}`);
      await inspect(visitor, named(name));
    }
  });

  test('of the operator', async ({ visit }) => {
    const visitor = await visit({ width, colorScheme });
    await call(visitor, 'auth.login', visitor.house.accounts.operator);
    for (const tab of ['overview', 'workspaces', 'users']) {
      await visitor.page.goto(`/admin?tab=${tab}`);
      await inspect(visitor, named(`admin-${tab}`));
    }
  });
});
