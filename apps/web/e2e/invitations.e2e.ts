import type { NewInvitation } from '@geko/contracts/members';
import { expect } from 'vitest';
import { fill } from '../src/lib/fill.ts';
import { en } from '../src/messages/en.ts';
import { call, newPerson, registerPerson } from './support/api.ts';
import { seen } from './support/chat-page.ts';
import { fillSignIn } from './support/sign-in.ts';
import { test } from './support/test.ts';

const { auth, invitation } = en;

test('a link brings in somebody who has an account: through sign-in and back, then at one press', async ({
  visit,
}) => {
  const owner = await visit();
  const { workspaceId } = await registerPerson(owner);
  const { url } = await call<NewInvitation>(owner, 'invitations.byLink', {
    workspaceId,
    roleId: 'viewer',
  });
  await owner.page.goto(url);
  await seen(owner.page.getByText(invitation.isMember));
  await owner.page.getByRole('link', { name: invitation.open }).click();
  await owner.page.waitForURL(new RegExp(`/w/${workspaceId}$`, 'u'));

  const visitor = await visit();
  const { page } = visitor;
  const person = await registerPerson(visitor);
  await call(visitor, 'auth.logout', undefined);
  await page.goto(url);
  await page.getByRole('link', { name: invitation.signIn }).click();
  await page.waitForURL(/\/sign-in\?next=/u);
  await fillSignIn(page, person);
  await page.waitForURL(url);
  await page.getByRole('button', { name: fill(invitation.joinAs, { name: person.name }) }).click();
  await page.waitForURL(new RegExp(`/w/${workspaceId}$`, 'u'));

  await page.goto('/welcome');
  expect(await page.getByRole('main').getByRole('listitem').count()).toBe(2);
});

test('somebody in no workspace begins a company of their own', async ({ visit }) => {
  const visitor = await visit();
  const { page } = visitor;
  const person = await registerPerson(visitor);
  await call(visitor, 'workspace.remove', {
    workspaceId: person.workspaceId,
    password: person.password,
  });
  await page.goto('/');
  await page.waitForURL(/\/welcome$/u);
  await seen(page.getByText(fill(invitation.waitingHint, { email: person.email })));
  const { company } = newPerson();
  await page.getByLabel(auth.company, { exact: true }).fill(company);
  await page.getByRole('button', { name: invitation.create, exact: true }).click();
  await page.waitForURL(/\/w\/[\w-]+$/u);

  await page.goto('/welcome');
  await page
    .getByRole('button', { name: fill(invitation.restoreLabel, { workspace: person.company }) })
    .click();
  await page.waitForURL(new RegExp(`/w/${person.workspaceId}$`, 'u'));
});
