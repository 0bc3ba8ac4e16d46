import { randomUUID } from 'node:crypto';
import type { IssuedLicence } from '@geko/contracts/licences';
import type { NewInvitation } from '@geko/contracts/members';
import { afterAll, beforeAll, expect } from 'vitest';
import { fill } from '../src/lib/fill.ts';
import { en } from '../src/messages/en.ts';
import { call, newPerson } from './support/api.ts';
import { ChatPage, seen } from './support/chat-page.ts';
import { linkIn, openMailHouse, type MailHouse } from './support/mail-house.ts';
import { openDesktop } from './support/open-desktop.ts';
import { registerByMail } from './support/register-by-mail.ts';
import { fillSignIn, signOutOfAccount } from './support/sign-in.ts';
import { test } from './support/test.ts';

const { account, auth, invitation } = en;

let house: MailHouse;
beforeAll(async () => {
  house = await openMailHouse();
});
afterAll(async () => await house.stop());

test('a forgotten password: asked for by mail, chosen anew, and the link is dead after', async ({
  visit,
}) => {
  const visitor = await visit({ house });
  const { page } = visitor;
  const person = await registerByMail(visitor, house);
  await page.goto('/account/security');
  await seen(page.getByText(account.verified, { exact: true }));
  await signOutOfAccount(page);

  await page.getByRole('link', { name: auth.forgotPassword }).click();
  await page.waitForURL(/\/reset-password$/u);
  await page.getByLabel(auth.email).fill(person.email);
  await page.getByRole('button', { name: auth.askReset }).click();
  await seen(page.getByText(fill(auth.askedLead, { email: person.email })));
  const heading = page.getByRole('heading', { name: auth.checkMailTitle });
  expect(await heading.evaluate((one) => one === document.activeElement)).toBe(true);

  const mail = await house.smtp.waitForMail({ to: person.email, subject: 'new password' });
  const link = linkIn(mail, 'reset-password');
  const answer = await page.goto(link);
  expect(answer?.headers()).toMatchObject({
    'referrer-policy': 'no-referrer',
    'cache-control': expect.stringContaining('no-store') as string,
  });
  await page.getByLabel(auth.newPassword, { exact: true }).fill('a new horse battery');
  await page.getByRole('button', { name: auth.reset }).click();
  await seen(page.getByRole('heading', { name: auth.resetDoneTitle }));
  await page.getByRole('link', { name: auth.signIn }).click();
  await page.waitForURL(/\/sign-in$/u);
  visitor.expectStatus(401);
  await fillSignIn(page, person);
  await seen(page.getByRole('alert').filter({ hasText: 'do not match' }));
  await fillSignIn(page, { ...person, password: 'a new horse battery' });
  await page.waitForURL(/\/w\//u);

  await page.goto(link);
  await seen(page.getByRole('heading', { name: auth.deadTitle }));
  await seen(page.getByText(auth.deadReset));
});

test('an address that nobody has gets the same answer, and no mail', async ({ visit }) => {
  const { page } = await visit({ house });
  const { email } = newPerson();
  await page.goto('/reset-password');
  await page.getByLabel(auth.email).fill(email);
  await page.getByRole('button', { name: auth.askReset }).click();
  await seen(page.getByText(fill(auth.askedLead, { email })));
  expect(house.smtp.mails.filter(({ to }) => to.includes(email))).toEqual([]);
});

test('an invited person comes in by the mail, as somebody new, and chats', async ({ visit }) => {
  const owner = await visit({ house });
  const { workspaceId, name: inviter, company } = await registerByMail(owner, house);
  const guest = newPerson();
  await call<{ invitations: NewInvitation[] }>(owner, 'invitations.byEmail', {
    workspaceId,
    emails: [guest.email],
    roleId: 'editor',
  });
  const mail = await house.smtp.waitForMail({ to: guest.email });

  const visitor = await visit({ house });
  const { page } = visitor;
  await page.goto(linkIn(mail, 'invite'));
  await seen(page.getByRole('heading', { name: fill(invitation.title, { workspace: company }) }));
  await seen(page.getByText(fill(invitation.lead, { name: inviter })));
  await seen(page.getByText(en.common.roleNames.editor));
  const email = page.getByLabel(auth.email);
  expect([await email.inputValue(), await email.isEditable()]).toEqual([guest.email, false]);
  await page.getByLabel(auth.name).fill(guest.name);
  await page.getByLabel(auth.password, { exact: true }).fill(guest.password);
  await page.getByRole('button', { name: invitation.join }).click();
  await page.waitForURL(new RegExp(`/w/${workspaceId}$`, 'u'));
  const chat = new ChatPage(page);
  await chat.chooseModel('GPT-4o mini');
  await chat.send('Hello, everybody');
  await chat.finishes();

  await page.goto(linkIn(mail, 'invite'));
  await seen(page.getByRole('heading', { name: auth.deadTitle }));
  await seen(page.getByText(auth.deadInvitation));
});

test('the desktop app is signed in by a licence key and the code that its holder is mailed', async ({
  visit,
}) => {
  const holder = await visit({ house });
  const { email, workspaceId } = await registerByMail(holder, house);
  const operator = await visit({ house });
  await call(operator, 'auth.login', house.accounts.operator);
  const { key } = await call<IssuedLicence>(operator, 'licences.issue', {
    workspaceId,
    id: randomUUID(),
    tier: 'pro',
    holderEmail: email,
  });

  const app = await visit({ house });
  const { page } = app;
  app.expectStatus(401);
  const desktop = await openDesktop(app, { deviceName: 'Annas Laptop' });
  const heading = page.getByRole('heading', { name: auth.licenceTitle });
  await page.goto('/sign-in');
  await page.getByRole('link', { name: auth.byLicence }).click();
  await seen(heading);
  // The app's menu leads there as well.
  await page.getByRole('link', { name: auth.backToSignIn }).click();
  await page.waitForURL(/\/sign-in$/u);
  desktop.shell.signInByLicence();
  await seen(heading);
  await page.getByLabel(auth.licenceKey).fill(key.toLowerCase());
  await page.getByRole('button', { name: auth.licenceSend }).click();
  const mail = await house.smtp.waitForMail({ to: email, subject: 'code' });
  const code = /\b[0-9A-Z]{5}-[0-9A-Z]{5}\b/u.exec(mail.text)?.[0] ?? '';
  await page.getByLabel(auth.code, { exact: true }).fill('00000-00000');
  await page.getByRole('button', { name: auth.signIn, exact: true }).click();
  await seen(page.getByText('That code is not right, or was used already.'));
  await page.getByLabel(auth.code, { exact: true }).fill(code);
  await page.getByRole('button', { name: auth.signIn, exact: true }).click();
  await page.waitForURL(/\/w\/[\w-]+$/u);
  await page.goto(`/w/${workspaceId}/settings?tab=licences`);
  await seen(page.getByText('Annas Laptop').first());
});
