import { readFileSync } from 'node:fs';
import { afterAll, beforeAll, expect } from 'vitest';
import { fill, plural } from '../src/lib/fill.ts';
import { en } from '../src/messages/en.ts';
import { newPerson } from './support/api.ts';
import { ChatPage, gone, seen } from './support/chat-page.ts';
import { linkIn, openMailHouse, type MailHouse } from './support/mail-house.ts';
import { registerByMail } from './support/register-by-mail.ts';
import { shoot, test } from './support/test.ts';

const { audit, auth, common, invitation, members, shell } = en;
/** How soon whatever is being written for somebody who lost the right to it ends (issue 3). */
const CUT_OFF_MS = 5_000;

let house: MailHouse;
beforeAll(async () => {
  house = await openMailHouse();
});
afterAll(async () => await house.stop());

test('somebody is invited by mail, comes in and chats, may then only read, and is out; all of it is on record', async ({
  visit,
}) => {
  const owner = await visit({ house });
  const { page } = owner;
  const { workspaceId, company, name: ownerName } = await registerByMail(owner, house);
  const guest = newPerson();
  await page.goto(`/w/${workspaceId}/settings?tab=members`);
  await page.getByRole('button', { name: members.invite }).first().click();
  await page.getByRole('textbox', { name: members.dialog.emails }).fill(guest.email);
  await page.getByRole('button', { name: plural(members.dialog.send, 1) }).click();
  await seen(page.getByText(members.dialog.sentTo));
  await page.getByRole('button', { name: members.dialog.done }).click();
  const mail = await house.smtp.waitForMail({ to: guest.email });

  const visitor = await visit({ house });
  visitor.expectStatus(403);
  visitor.expectStatus(404);
  const theirs = visitor.page;
  await theirs.goto(linkIn(mail, 'invite'));
  await theirs.getByLabel(auth.name).fill(guest.name);
  await theirs.getByLabel(auth.password, { exact: true }).fill(guest.password);
  await theirs.getByRole('button', { name: invitation.join }).click();
  await theirs.waitForURL(new RegExp(`/w/${workspaceId}$`, 'u'));
  const chat = new ChatPage(theirs);
  await chat.chooseModel('GPT-4o mini');
  await chat.send('Hello, everybody [[fake: reply=5 delay=0]]');
  await chat.finishes();
  await chat.send('A long story, please [[fake: reply=4000 delay=20]]');
  await seen(chat.stopButton);
  await chat.grows();

  await page.reload();
  const more = { name: guest.name };
  const role = page.getByRole('combobox', { name: fill(members.roleOf, more) });
  await role.click();
  await page.getByRole('option', { name: common.roleNames.viewer, exact: true }).click();
  await seen(page.getByText(fill(members.roleChanged, { ...more, role: common.roleNames.viewer })));
  await gone(chat.stopButton, CUT_OFF_MS);
  await shoot(theirs, 'people-demoted');
  await chat.send('May I?');
  await seen(theirs.getByText(en.chat.composer.viewer));
  expect(await chat.composer.isDisabled()).toBe(true);
  await shoot(theirs, 'people-viewer');

  await page.getByRole('button', { name: fill(members.more, more) }).click();
  await page.getByRole('menuitem', { name: members.remove }).click();
  await page.getByRole('alertdialog').getByRole('button', { name: members.removeConfirm }).click();
  await seen(page.getByText(fill(members.removed, more)));
  await theirs.getByRole('link', { name: shell.usage }).click();
  await seen(theirs.getByText(fill(shell.access.removedTitle, { workspace: company })));
  await shoot(theirs, 'people-removed');
  await theirs.goto(`/w/${workspaceId}`);
  await theirs.waitForURL(/\/welcome$/u);

  await page.goto(`/w/${workspaceId}/settings?tab=audit`);
  const list = page.getByRole('region', { name: audit.list });
  const { editor, viewer } = common.roleNames;
  const [actor, object] = [ownerName, guest.name];
  const lines = [
    fill(audit.fuller['invitation.create'], { actor, after: editor }),
    fill(audit.fuller['member.join'], { actor: object, after: editor }),
    fill(audit.fuller['member.change_role'], { actor, object, before: editor, after: viewer }),
    fill(audit.sentences['member.remove'], { actor, object }),
  ];
  for (const line of lines) await seen(list.getByText(line));
  await shoot(page, 'people-audit');
  const [download] = await Promise.all([
    page.waitForEvent('download'),
    page.getByRole('button', { name: audit.export }).click(),
  ]);
  const text = readFileSync(await download.path(), 'utf8');
  const actions = [
    'workspace.create',
    'account.verify_email',
    'invitation.create',
    'member.join',
    'member.change_role',
    'member.remove',
  ];
  for (const action of actions) expect(text).toContain(action);
  await page.reload();
  await seen(list.getByText(fill(audit.sentences['audit.export'], { actor })));
});
