import { expect } from 'vitest';
import { fill, plural } from '../src/lib/fill.ts';
import { en } from '../src/messages/en.ts';
import { registerPerson } from './support/api.ts';
import { gone, seen } from './support/chat-page.ts';
import { joinPerson } from './support/people.ts';
import { test } from './support/test.ts';

const { common, members, permissions, roles } = en;

test('a role of one’s own is made, given, shown in the table, and deleted', async ({ visit }) => {
  const owner = await visit();
  const { page } = owner;
  const { workspaceId } = await registerPerson(owner);
  const guest = await visit();
  const { name } = await joinPerson(owner, guest, { workspaceId, roleId: 'viewer' });

  await page.goto(`/w/${workspaceId}/settings?tab=roles`);
  await page.getByRole('button', { name: roles.create }).click();
  const dialog = page.getByRole('dialog', { name: roles.dialog.createTitle });
  await dialog.getByRole('button', { name: roles.dialog.create }).click();
  await dialog.getByLabel(roles.dialog.name, { exact: true }).fill('Auditor');
  await dialog.getByRole('button', { name: roles.dialog.create }).click();
  await seen(dialog.getByText(roles.dialog.none));
  await dialog.getByRole('combobox', { name: roles.dialog.startFrom }).click();
  await page.getByRole('option', { name: common.roleNames.viewer, exact: true }).click();
  await dialog.getByRole('checkbox', { name: permissions.names['audit:view'] }).click();
  await dialog.getByRole('button', { name: roles.dialog.create }).click();
  await seen(page.getByText(fill(roles.dialog.created, { role: 'Auditor' })));

  const table = page.getByRole('table', { name: roles.matrix });
  const columns = await table.getByRole('columnheader').allInnerTexts();
  const column = columns.indexOf('Auditor');
  expect(column).toBeGreaterThan(4);
  const cell = async (permission: keyof typeof permissions.names): Promise<string> =>
    await table
      .getByRole('row')
      .filter({ hasText: permissions.names[permission] })
      .getByRole('cell')
      .nth(column - 1)
      .innerText();
  expect(await cell('audit:view')).toContain(roles.holds);
  expect(await cell('audit:export')).toContain(roles.lacks);

  await page.getByRole('tab', { name: members.title }).click();
  const select = page.getByRole('combobox', { name: fill(members.roleOf, { name }) });
  await select.click();
  await page.getByRole('option', { name: 'Auditor', exact: true }).click();
  await seen(page.getByText(fill(members.roleChanged, { name, role: 'Auditor' })));

  // The new role sees the log, which a viewer has no tab for; and may give no role.
  await guest.page.goto(`/w/${workspaceId}/settings?tab=audit`);
  await seen(guest.page.getByRole('heading', { name: en.audit.title }));
  await guest.page.getByRole('tab', { name: members.title }).click();
  await seen(guest.page.getByText(name).first());
  await gone(guest.page.getByRole('button', { name: members.invite }));

  await page.getByRole('tab', { name: roles.title }).click();
  await seen(page.getByText(plural(roles.members, 1)).first());
  await page.getByRole('button', { name: fill(roles.more, { role: 'Auditor' }) }).click();
  await page.getByRole('menuitem', { name: roles.remove }).click();
  const removal = page.getByRole('dialog', {
    name: fill(roles.removal.title, { role: 'Auditor' }),
  });
  await removal.getByRole('combobox', { name: roles.removal.moveTo }).click();
  await page.getByRole('option', { name: common.roleNames.editor, exact: true }).click();
  await removal.getByRole('button', { name: roles.removal.confirm }).click();
  await seen(page.getByText(fill(roles.removal.removed, { role: 'Auditor' })));
  await page.getByRole('tab', { name: members.title }).click();
  await expect.poll(() => select.innerText()).toContain(common.roleNames.editor);
});
