import { readFileSync } from 'node:fs';
import { expect } from 'vitest';
import { fill } from '../src/lib/fill.ts';
import { en } from '../src/messages/en.ts';
import { call, registerPerson } from './support/api.ts';
import { gone, seen } from './support/chat-page.ts';
import { joinPerson } from './support/people.ts';
import { test } from './support/test.ts';

const { audit, common } = en;

test('the log tells what was done, is filtered by the address, and is exported', async ({
  visit,
}) => {
  const owner = await visit();
  const { page } = owner;
  const { workspaceId, name } = await registerPerson(owner);
  const guest = await visit();
  const ben = await joinPerson(owner, guest, { workspaceId, roleId: 'editor' });
  await call(owner, 'workspace.rename', { workspaceId, name: 'Renamed' });
  const { userId } = ben;
  await call(owner, 'members.changeRole', { workspaceId, userId, roleId: 'viewer' });

  await page.goto(`/w/${workspaceId}/settings?tab=audit`);
  const list = page.getByRole('region', { name: audit.list });
  const { editor, viewer } = common.roleNames;
  const values = { actor: name, object: ben.name, before: editor, after: viewer };
  const change = list.getByText(fill(audit.fuller['member.change_role'], values));
  const rename = list.getByText(fill(audit.sentences['workspace.rename'], { actor: name }));
  await seen(change);
  await seen(rename);
  const row = list.getByRole('listitem').filter({ hasText: ben.name }).first();
  await row.getByRole('button', { name: audit.details }).click();
  await seen(row.getByText('member.change_role'));

  await page.getByRole('button', { name: new RegExp(`^${audit.action}`, 'u') }).click();
  await page.getByRole('option', { name: audit.actions['workspace.rename'] }).click();
  await page.waitForURL(/action=workspace\.rename/u);
  await gone(change);
  await seen(rename);
  // The address alone brings the same lines.
  await page.reload();
  await seen(rename);
  expect(await list.getByRole('listitem').count()).toBe(1);

  const [download] = await Promise.all([
    page.waitForEvent('download'),
    page.getByRole('button', { name: audit.export }).click(),
  ]);
  expect(download.suggestedFilename()).toMatch(/^geko-audit-renamed.*\.csv$/u);
  const lines = readFileSync(await download.path(), 'utf8')
    .trim()
    .split('\r\n');
  expect(lines).toHaveLength(2);
  expect(lines[1]).toContain('workspace.rename');

  await page.goto(`/w/${workspaceId}/settings?tab=audit&member=${userId}&action=plan.set`);
  await seen(page.getByText(audit.noMatchTitle));
  await page.getByRole('button', { name: audit.clear }).first().click();
  await seen(list.getByText(fill(audit.sentences['audit.export'], { actor: name })));
  await seen(change);
});
