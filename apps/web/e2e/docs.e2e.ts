import { randomUUID } from 'node:crypto';
import { describe, expect } from 'vitest';
import type { CreatedApiKey } from '@geko/contracts/api-keys';
import { fill } from '../src/lib/fill.ts';
import { en } from '../src/messages/en.ts';
import { call, registerPerson } from './support/api.ts';
import { seen } from './support/chat-page.ts';
import { inspect, widths } from './support/inspect.ts';
import { test } from './support/test.ts';

const { docs } = en;
const named = (name: string) => fill(docs.trial.openNamed, { name });

describe.for(widths)('at %i px', (width) => {
  test('a call is tried from the documentation, by keyboard, with a key that stays nowhere', async ({
    visit,
  }) => {
    const visitor = await visit({ width });
    const { page } = visitor;
    const { workspaceId } = await registerPerson(visitor);
    const { secret } = await call<CreatedApiKey>(visitor, 'apiKeys.create', {
      workspaceId,
      id: randomUUID(),
      name: 'Docs',
      scopes: ['workspace'],
    });
    await page.goto('/docs');
    await page.getByRole('textbox', { name: docs.credential.label }).fill(secret);
    await page.getByRole('button', { name: named('Rename a workspace') }).press('Enter');
    const form = page.getByRole('form', { name: named('Rename a workspace') });
    await form.getByRole('textbox', { name: 'workspaceId' }).fill(workspaceId);
    await form.getByRole('textbox', { name: docs.trial.body }).fill('{ "name": "By the docs" }');
    await form.getByRole('button', { name: docs.trial.send }).press('Enter');
    await seen(form.getByText('200', { exact: true }));
    await seen(form.locator('code').filter({ hasText: '"name": "By the docs"' }));
    await inspect(visitor, 'docs-tried');
    const kept = await page.evaluate(() => JSON.stringify([localStorage, sessionStorage]));
    expect(kept).not.toContain(secret);
  });
});

test('without a key the refusal is shown, and no cookie stands in for one', async ({ visit }) => {
  const visitor = await visit();
  const { page } = visitor;
  await registerPerson(visitor);
  await page.goto('/docs');
  const name = named('The workspaces that this key or token is for');
  await page.getByRole('button', { name }).click();
  const form = page.getByRole('form', { name });
  await seen(form.getByText(docs.trial.noCredential));
  visitor.expectStatus(401);
  await form.getByRole('button', { name: docs.trial.send }).click();
  await seen(form.getByText('401', { exact: true }));
});
