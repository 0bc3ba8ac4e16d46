import { expect } from 'vitest';
import { fill } from '../src/lib/fill.ts';
import { en } from '../src/messages/en.ts';
import { call, registerPerson } from './support/api.ts';
import { seen } from './support/chat-page.ts';
import { joinPerson } from './support/people.ts';
import { test } from './support/test.ts';

const { common, members, settings, shell } = en;

/** One red pixel. */
const picture = Buffer.from(
  'iVBORw0KGgoAAAANSUhEUgAAAAEAAAABCAYAAAAfFcSJAAAADUlEQVR4nGP4z8DwHwAFAAH/iZk9HQAAAABJRU5ErkJggg==',
  'base64',
);

test('a workspace gets a picture, which stands in the switcher, and loses it again', async ({
  visit,
}) => {
  const owner = await visit();
  const { page } = owner;
  const { workspaceId } = await registerPerson(owner);
  await page.goto(`/w/${workspaceId}/settings`);
  // Asked for by the page itself: until then nothing listens to the hidden input.
  await seen(page.getByText('UTC', { exact: true }));
  await page
    .getByLabel(settings.picture, { exact: true })
    .and(page.locator('input'))
    .setInputFiles({ name: 'red.png', mimeType: 'image/png', buffer: picture });
  await seen(page.getByText(settings.pictureSaved));
  const shown = page.locator('aside img[src^="/api/icons/"]');
  await seen(shown);
  await expect.poll(() => shown.evaluate((img: HTMLImageElement) => img.naturalWidth)).toBe(256);
  await page.getByRole('button', { name: common.picture.remove, exact: true }).click();
  await seen(page.getByText(settings.pictureRemoved));
  await expect.poll(() => shown.count()).toBe(0);
});

test('an owner hands the workspace over and stays as an admin', async ({ visit }) => {
  const owner = await visit();
  const { page } = owner;
  owner.expectStatus(401);
  const { workspaceId, password } = await registerPerson(owner);
  const { name } = await joinPerson(owner, await visit(), { workspaceId, roleId: 'editor' });
  await page.goto(`/w/${workspaceId}/settings`);
  await page.getByRole('button', { name: settings.danger.transferAction }).click();
  const dialog = page.getByRole('dialog');
  await dialog.getByRole('option').filter({ hasText: name }).click();
  await dialog.getByLabel(settings.proof.password).fill('not my password');
  await dialog.getByRole('button', { name: settings.transfer.confirm }).click();
  await seen(dialog.getByRole('alert'));
  await dialog.getByLabel(settings.proof.password).fill(password);
  await dialog.getByRole('button', { name: settings.transfer.confirm }).click();
  await seen(page.getByText(fill(settings.transfer.done, { name })));
  await expect
    .poll(() => page.getByRole('button', { name: settings.danger.transferAction }).count())
    .toBe(0);
  await page.getByRole('tab', { name: members.title }).click();
  const rows = page.getByRole('list', { name: members.list }).getByRole('listitem');
  await seen(rows.filter({ hasText: name }).getByText(common.roleNames.owner));
  await seen(rows.filter({ hasText: members.you }).getByText(common.roleNames.admin));
});

test('another workspace opens on the same page, and leads back when this one is deleted', async ({
  visit,
}) => {
  const owner = await visit();
  const { page } = owner;
  const { workspaceId, company, password } = await registerPerson(owner);
  const { id } = await call<{ id: string }>(owner, 'workspace.create', {
    workspaceId,
    name: 'Second floor',
  });
  await page.goto(`/w/${workspaceId}/settings?tab=roles`);
  await page.getByRole('button', { name: company }).click();
  await page.getByRole('menuitem', { name: 'Second floor' }).click();
  await page.waitForURL(`/w/${id}/settings?tab=roles`);

  await page.getByRole('tab', { name: settings.general }).click();
  await page.getByRole('button', { name: settings.danger.removeAction }).click();
  const dialog = page.getByRole('dialog');
  await dialog.getByRole('textbox').first().fill('Second floor');
  await dialog.getByLabel(settings.proof.password).fill(password);
  await dialog.getByRole('button', { name: settings.removal.confirm }).click();
  await seen(page.getByText(fill(shell.access.deletedTitle, { workspace: 'Second floor' })));
  await seen(page.getByRole('link', { name: company }));
  await page.getByRole('button', { name: shell.access.bringBack }).click();
  await page.waitForURL(`/w/${id}/settings`);
  await seen(page.getByRole('button', { name: 'Second floor' }));
});
