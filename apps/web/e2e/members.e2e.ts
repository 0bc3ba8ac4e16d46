import type { Page } from 'playwright';
import { expect } from 'vitest';
import { fill, plural } from '../src/lib/fill.ts';
import { en } from '../src/messages/en.ts';
import { call, registerPerson } from './support/api.ts';
import { ChatPage, gone, seen } from './support/chat-page.ts';
import { acceptLink, joinPerson } from './support/people.ts';
import { test } from './support/test.ts';

const { common, members, permissions, shell } = en;

const rowOf = (page: Page, name: string) =>
  page.getByRole('list', { name: members.list }).getByRole('listitem').filter({ hasText: name });

test('an owner invites by link, changes a role and takes it back, and removes the person', async ({
  visit,
}) => {
  const owner = await visit();
  const { page } = owner;
  const { workspaceId } = await registerPerson(owner);
  await page.goto(`/w/${workspaceId}/settings?tab=members`);
  await seen(page.getByText(members.aloneTitle));

  await page.getByRole('button', { name: members.invite }).first().click();
  await page.getByRole('radio', { name: members.dialog.byLink }).click();
  await page.getByRole('button', { name: members.dialog.createLink }).click();
  const url = await page.getByRole('textbox', { name: members.dialog.link }).inputValue();
  await page.getByRole('button', { name: members.dialog.done }).click();
  const pending = page.getByRole('list', { name: members.invitations.title });
  await seen(pending.getByText(members.invitations.byLink));

  const guest = await visit();
  const { name } = await acceptLink(guest, url);
  await page.reload();
  await seen(rowOf(page, name));
  await gone(pending.getByText(members.invitations.byLink));

  const role = page.getByRole('combobox', { name: fill(members.roleOf, { name }) });
  const choose = async (chosen: string): Promise<void> => {
    await role.click();
    await page.getByRole('option', { name: chosen, exact: true }).click();
  };
  expect(await role.innerText()).toContain(common.roleNames.editor);
  await choose(common.roleNames.viewer);
  await seen(page.getByText(fill(members.roleChanged, { name, role: common.roleNames.viewer })));
  await page.getByRole('button', { name: common.undo }).click();
  await expect.poll(() => role.innerText()).toContain(common.roleNames.editor);
  await page.reload();
  await expect.poll(() => role.innerText()).toContain(common.roleNames.editor);

  await page.getByRole('button', { name: fill(members.more, { name }) }).click();
  await page.getByRole('menuitem', { name: members.whatCanTheyDo }).click();
  const sheet = page.getByRole('dialog', { name: fill(members.abilities.theirs, { name }) });
  await seen(sheet.getByText(permissions.names['chat:create']));
  await page.keyboard.press('Escape');

  await page.getByRole('button', { name: fill(members.more, { name }) }).click();
  await page.getByRole('menuitem', { name: members.remove }).click();
  await page.getByRole('alertdialog').getByRole('button', { name: members.removeConfirm }).click();
  await seen(page.getByText(fill(members.removed, { name })));
  await gone(rowOf(page, name));
});

test('several addresses are invited at once; who is a member already is told', async ({
  visit,
}) => {
  const owner = await visit();
  const { page } = owner;
  const { workspaceId, email } = await registerPerson(owner);
  await page.goto(`/w/${workspaceId}/settings?tab=members`);
  await page.getByRole('button', { name: members.invite }).first().click();
  const addresses = page.getByRole('textbox', { name: members.dialog.emails });
  await addresses.fill('dora@example.org; nobody\nErik <erik@example.org>');
  await page.getByRole('button', { name: plural(members.dialog.send, 2) }).click();
  await seen(page.getByText(fill(members.dialog.invalid, { list: 'nobody' })));
  await addresses.fill(`dora@example.org, Erik <erik@example.org>, ${email}`);
  await page.getByRole('button', { name: plural(members.dialog.send, 3) }).click();
  const dialog = page.getByRole('dialog', { name: plural(members.dialog.resultTitle, 2) });
  await seen(dialog.getByText(members.dialog.alreadyMembers));
  await seen(dialog.getByText(email));
  // Without a mail server the links are there to be passed on.
  const link = dialog.getByRole('textbox', {
    name: fill(members.dialog.linkFor, { email: 'dora@example.org' }),
  });
  expect(await link.inputValue()).toContain('/invite/');
  await dialog.getByRole('button', { name: members.dialog.done }).click();

  const pending = page.getByRole('list', { name: members.invitations.title });
  const dora = pending.getByRole('listitem').filter({ hasText: 'dora@example.org' });
  await page
    .getByRole('button', { name: fill(members.invitations.more, { whom: 'dora@example.org' }) })
    .click();
  await page.getByRole('menuitem', { name: members.invitations.revoke }).click();
  await gone(dora);
  await page.getByRole('button', { name: common.undo }).click();
  await seen(page.getByRole('dialog', { name: members.invitations.newLinkTitle }));
  await page.keyboard.press('Escape');
  await seen(dora);
});

test('a role that changes, and a membership that ends, are calm news to who has the page open', async ({
  visit,
}) => {
  const owner = await visit();
  const { workspaceId, company } = await registerPerson(owner);
  const guest = await visit();
  const { userId } = await joinPerson(owner, guest, { workspaceId, roleId: 'editor' });
  guest.expectStatus(403);
  guest.expectStatus(404);
  const chat = new ChatPage(guest.page);
  await chat.open(workspaceId);

  await call(owner, 'members.changeRole', { workspaceId, userId, roleId: 'viewer' });
  await chat.send('Hello');
  await seen(
    guest.page.getByText(fill(shell.access.roleChanged, { role: common.roleNames.viewer })),
  );
  await seen(guest.page.getByText(en.chat.composer.viewer));
  expect(await chat.composer.isDisabled()).toBe(true);

  await call(owner, 'members.remove', { workspaceId, userId });
  await guest.page.getByRole('link', { name: shell.usage }).click();
  await seen(guest.page.getByText(fill(shell.access.removedTitle, { workspace: company })));
  await guest.page.getByRole('link', { name: shell.access.welcome }).click();
  await guest.page.waitForURL(/\/welcome$/u);
});
