import type { Accepted, NewInvitation } from '@geko/contracts/members';
import { call, newPerson, type Person } from './api.ts';
import type { Visitor } from './visitor.ts';

/** A new account that comes in by a link of the owner's, in the guest's browser profile and without any page. */
export async function joinPerson(
  owner: Visitor,
  guest: Visitor,
  { workspaceId, roleId }: { workspaceId: string; roleId: string },
): Promise<Person & { userId: string }> {
  const { url } = await call<NewInvitation>(owner, 'invitations.byLink', { workspaceId, roleId });
  return await acceptLink(guest, url);
}

/** Accepts an invitation's link as somebody new. */
export async function acceptLink(
  guest: Visitor,
  url: string,
): Promise<Person & { userId: string }> {
  const person = newPerson();
  const { email, name, password } = person;
  const token = new URL(url).pathname.split('/').at(-1);
  const accepted = await call<Accepted>(guest, 'invitations.acceptAsNew', {
    token,
    email,
    name,
    password,
  });
  return { ...person, ...accepted };
}
