import { randomUUID } from 'node:crypto';
import type { NewInvitation } from '@geko/contracts/members';
import { describe } from 'vitest';
import { accountSections } from '../src/features/account/account-sections.ts';
import { fill, plural } from '../src/lib/fill.ts';
import { en } from '../src/messages/en.ts';
import { call, registerPerson, scriptProvider, sendMessage } from './support/api.ts';
import { ChatPage, gone, openSidebar, seen } from './support/chat-page.ts';
import { inspect, widths } from './support/inspect.ts';
import { joinPerson } from './support/people.ts';
import { sampleAnswer } from './support/sample-answer.ts';
import { test } from './support/test.ts';

describe.concurrent.for(widths)('pages at %i px, light and dark', (width) => {
  test('for strangers', async ({ visit }) => {
    const visitor = await visit({ width });
    visitor.expectStatus(404);
    for (const [name, path] of [
      ['landing', '/'],
      ['docs', '/docs'],
      ['pricing', '/pricing'],
      ['sign-in', '/sign-in'],
      ['register', '/register'],
      ['second-factor', '/sign-in?ticket=none'],
      ['ask-reset', '/reset-password'],
      ['dead-link', '/reset-password/garbled'],
      ['not-found', '/nowhere'],
    ] as const) {
      await visitor.page.goto(path);
      await inspect(visitor, name);
    }
  });

  test('of a workspace', async ({ visit }) => {
    const visitor = await visit({ width });
    const { page } = visitor;
    const { workspaceId } = await registerPerson(visitor);
    const chat = new ChatPage(page);
    await chat.open(workspaceId);
    await inspect(visitor, 'new-chat');
    await page.goto(`/w/${workspaceId}/usage`);
    await inspect(visitor, 'usage-empty');

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
    await inspect(visitor, 'conversation');
    await chat.receipt.click();
    await seen(page.getByRole('dialog'));
    await inspect(visitor, 'receipt');
    await page.keyboard.press('Escape');
    await gone(page.getByRole('dialog'));
    await chat.modelButton.click();
    await seen(page.getByRole('listbox'));
    await inspect(visitor, 'model-picker');
    await page.keyboard.press('Escape');
    await openSidebar(visitor);
    await page.getByRole('button', { name: en.shell.accountMenu }).click();
    await seen(page.getByRole('menu'));
    // A menu hangs at the end of the page, outside of landmarks; focus goes there and back by itself.
    await inspect(visitor, 'account-menu', ['region']);

    for (const [name, path] of [
      ['usage', 'usage'],
      ['live', 'usage/live'],
      ['models', 'models'],
      ['local', 'local'],
      ['settings', 'settings'],
      ['devices', 'settings?tab=devices'],
      ['plan', 'settings?tab=plan'],
      ['licences-empty', 'settings?tab=licences'],
    ] as const) {
      await page.goto(`/w/${workspaceId}/${path}`);
      await inspect(visitor, name);
    }
  });

  test('of an account and an invitation', async ({ visit }) => {
    const visitor = await visit({ width });
    const { page } = visitor;
    const { workspaceId, password } = await registerPerson(visitor);
    for (const section of accountSections) {
      await page.goto(`/account/${section}`);
      await inspect(visitor, `account-${section}`);
    }
    await page.goto('/account/security');
    await page.getByRole('button', { name: en.account.enable, exact: true }).click();
    await page.getByLabel(en.account.proofPassword, { exact: true }).fill(password);
    await page.getByRole('button', { name: en.account.enableStart }).click();
    await seen(page.getByRole('img', { name: en.account.qrLabel }));
    await inspect(visitor, 'scan');
    const asked = new URLSearchParams({
      challenge: 'c'.repeat(43),
      state: 's'.repeat(43),
      device: randomUUID(),
      name: 'Annas Laptop',
    });
    await page.goto(`/desktop/sign-in?${asked}`);
    await inspect(visitor, 'desktop-sign-in');
    await page.goto(`/desktop/licence?${asked}`);
    await inspect(visitor, 'desktop-licence');
    await page.goto('/welcome');
    await inspect(visitor, 'welcome');

    const { url } = await call<NewInvitation>(visitor, 'invitations.byLink', {
      workspaceId,
      roleId: 'editor',
    });
    await page.goto(url);
    await inspect(visitor, 'invitation-member');
    await call(visitor, 'auth.logout', undefined);
    await page.goto(url);
    await inspect(visitor, 'invitation-new');
  });

  test('of the people in a workspace', async ({ visit }) => {
    const visitor = await visit({ width });
    const { page } = visitor;
    const { workspaceId } = await registerPerson(visitor);
    await joinPerson(visitor, await visit(), { workspaceId, roleId: 'editor' });
    await call(visitor, 'invitations.byEmail', {
      workspaceId,
      emails: ['somebody.with.a.long.name@a-company-far-away.example.com'],
      roleId: 'viewer',
    });
    await call(visitor, 'roles.create', {
      workspaceId,
      name: 'Support',
      description: 'Answers customers',
      permissions: ['workspace:view', 'member:view', 'chat:create'],
    });
    const close = async (): Promise<void> => {
      await page.keyboard.press('Escape');
      await gone(page.getByRole('dialog'));
    };
    await page.goto(`/w/${workspaceId}/settings?tab=members`);
    await inspect(visitor, 'members');
    await page.getByRole('button', { name: en.members.invite }).click();
    await seen(page.getByRole('dialog'));
    await inspect(visitor, 'invite');
    await close();
    await page.getByRole('button', { name: en.members.whatCanIDo }).click();
    await seen(page.getByRole('dialog'));
    await inspect(visitor, 'abilities');
    await close();

    await page.goto(`/w/${workspaceId}/settings?tab=roles`);
    await inspect(visitor, 'roles');
    await page.getByRole('button', { name: en.roles.create }).click();
    await seen(page.getByRole('dialog'));
    await inspect(visitor, 'role');
    await close();

    await page.goto(`/w/${workspaceId}/settings?tab=audit`);
    await seen(page.getByRole('region', { name: en.audit.list }));
    await page.getByRole('button', { name: en.audit.details }).first().click();
    await inspect(visitor, 'audit');
    await page.goto(`/w/${workspaceId}/settings?tab=audit&range=custom&to=2020-01-01`);
    await seen(page.getByText(en.audit.noMatchTitle));
    await inspect(visitor, 'audit-no-match');

    await page.goto(`/w/${workspaceId}/settings`);
    await page.getByRole('button', { name: en.settings.danger.transferAction }).click();
    await seen(page.getByRole('listbox'));
    await inspect(visitor, 'transfer');
    await close();
    await page.getByRole('button', { name: en.settings.danger.removeAction }).click();
    await seen(page.getByRole('dialog'));
    await inspect(visitor, 'delete-workspace');
  });

  test('of limits and credit', async ({ visit }) => {
    const visitor = await visit({ width });
    const { page } = visitor;
    const { workspaceId } = await registerPerson(visitor);
    const operator = await visit();
    await call(operator, 'auth.login', operator.house.accounts.operator);
    for (const kind of ['trial', 'purchased']) {
      const lot = { id: randomUUID(), kind, amountNano: '12500000000' };
      const expiresAt = kind === 'trial' ? '2099-01-01T00:00:00Z' : null;
      await call(operator, 'money.grant', { workspaceId, ...lot, expiresAt });
    }
    for (const [kind, meter, cap] of [
      ['workspace', 'charge', 50_000_000_000],
      ['each_member', 'tokens', 500_000],
    ] as const) {
      const limit = { id: randomUUID(), subject: { kind }, meter, cap, period: 'month' };
      await call(visitor, 'limits.create', { workspaceId, ...limit });
      if (kind === 'workspace') {
        const request = { id: randomUUID(), limitId: limit.id };
        await call(visitor, 'limits.requestMore', { workspaceId, ...request });
      }
    }
    await page.goto(`/w/${workspaceId}/settings?tab=wallet`);
    await inspect(visitor, 'wallet');
    await page.goto(`/w/${workspaceId}/settings?tab=limits`);
    await inspect(visitor, 'limits');
    await page.getByRole('button', { name: en.limits.create }).click();
    await seen(page.getByRole('dialog'));
    await inspect(visitor, 'create-limit');
    await page.keyboard.press('Escape');
    await gone(page.getByRole('dialog'));
    await page.getByRole('button', { name: en.notices.open }).click();
    await seen(page.getByRole('dialog', { name: en.notices.title }));
    // A popover hangs at the end of the page, outside of landmarks; focus goes there and back by itself.
    await inspect(visitor, 'notices', ['region']);
  });

  test('of API keys', async ({ visit }) => {
    const visitor = await visit({ width });
    const { page } = visitor;
    const { workspaceId } = await registerPerson(visitor);
    await page.goto(`/w/${workspaceId}/settings?tab=keys`);
    await seen(page.getByText(en.apiKeys.empty.title));
    await inspect(visitor, 'keys-empty');

    const member = await visit();
    await joinPerson(visitor, member, { workspaceId, roleId: 'editor' });
    const ended = randomUUID();
    const modelIds = ['gpt-4o-mini', 'mistral-small-2603', 'gemini-2.5-flash-lite', 'gpt-5.4-nano'];
    for (const [person, id, part] of [
      [visitor, ended, { name: 'Old scripts', scopes: ['chat'] }],
      [
        visitor,
        randomUUID(),
        { name: 'Nightly report of all branches', scopes: ['chat'], modelIds },
      ],
      [member, randomUUID(), { name: 'Support bot', scopes: ['chat', 'models'] }],
    ] as const) {
      const expiresAt = '2099-01-01T00:00:00Z';
      await call(person, 'apiKeys.create', { workspaceId, id, expiresAt, ...part });
    }
    await call(visitor, 'apiKeys.revoke', { workspaceId, id: ended });
    await page.reload();
    await page.getByText(plural(en.apiKeys.ended, 1)).click();
    await inspect(visitor, 'keys');

    const menu = page.getByRole('button', { name: fill(en.apiKeys.more, { key: 'Support bot' }) });
    await menu.click();
    await page.getByRole('menuitem', { name: en.apiKeys.setLimit }).click();
    await seen(page.getByRole('dialog', { name: en.limits.dialog.title }));
    await inspect(visitor, 'key-limit');
    await page.keyboard.press('Escape');
    await gone(page.getByRole('dialog'));
    await menu.click();
    await page.getByRole('menuitem', { name: en.apiKeys.revoke }).click();
    await seen(page.getByRole('alertdialog'));
    await inspect(visitor, 'key-revoke');
    await page.keyboard.press('Escape');
    await gone(page.getByRole('alertdialog'));

    await page.getByRole('button', { name: en.apiKeys.create }).click();
    const dialog = page.getByRole('dialog');
    await dialog.getByRole('combobox', { name: en.apiKeys.form.expiry }).click();
    await page.getByRole('option', { name: en.apiKeys.form.expiries.day }).click();
    await dialog.getByRole('radio', { name: en.apiKeys.form.modelChoices.some }).click();
    await dialog.getByRole('button', { name: en.apiKeys.form.create }).click();
    await seen(dialog.getByText(en.apiKeys.form.modelsMissing));
    await inspect(visitor, 'key-create');
    await dialog.getByRole('textbox', { name: en.apiKeys.form.name }).fill('Night watch');
    await dialog.getByLabel(en.apiKeys.form.day).fill('2099-01-01');
    await dialog.getByRole('checkbox').last().click();
    await dialog.getByRole('button', { name: en.apiKeys.form.create }).click();
    await seen(dialog.getByRole('button', { name: en.apiKeys.secret.copy }));
    await inspect(visitor, 'key-secret');
  });

  test('of the operator', async ({ visit }) => {
    const visitor = await visit({ width });
    await call(visitor, 'auth.login', visitor.house.accounts.operator);
    for (const tab of [
      'overview',
      'live',
      'workspaces',
      'users',
      'prices',
      'markups',
      'plans',
      'what_if',
    ]) {
      await visitor.page.goto(`/admin?tab=${tab}`);
      await inspect(visitor, `admin-${tab}`);
    }
    await visitor.page.goto('/admin/keys');
    await inspect(visitor, 'admin-keys');
    await visitor.page.goto('/admin/licences');
    await inspect(visitor, 'admin-licences');
    await visitor.page.goto('/admin/payments');
    await inspect(visitor, 'admin-payments');
  });
});
