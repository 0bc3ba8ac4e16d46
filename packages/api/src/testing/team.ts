import type { NewInvitation } from '@geko/contracts/members';
import type { TestHouse } from './test-house.ts';
import { registerPerson, type TestPerson } from './test-person.ts';

/** The token of a link. */
export const tokenOf = (url: string): string => new URL(url).pathname.split('/').at(-1) ?? '';

/** Somebody with a company of their own who joins a person's workspace by a link from them; workspaceId is that one. */
export async function joinAs(
  house: TestHouse,
  inviter: TestPerson,
  roleId: string,
): Promise<TestPerson> {
  const { workspaceId } = inviter;
  const invited = await inviter.mutate<NewInvitation>('invitations.byLink', {
    workspaceId,
    roleId,
  });
  if (invited.error) throw new Error(`inviting failed: ${invited.error.message}`);
  const person = await registerPerson(house);
  const joined = await person.mutate('invitations.accept', { token: tokenOf(invited.data.url) });
  if (joined.error) throw new Error(`joining failed: ${joined.error.message}`);
  return Object.assign(person, { workspaceId });
}

/** A role of the workspace's own with these permissions; its id. */
export async function makeRole(
  owner: TestPerson,
  permissions: readonly string[],
  name = `Role ${Math.random().toString(36).slice(2)}`,
): Promise<string> {
  const { workspaceId } = owner;
  const made = await owner.mutate<{ roleId: string }>('roles.create', {
    workspaceId,
    name,
    permissions,
  });
  if (made.error) throw new Error(`the role was not made: ${made.error.message}`);
  return made.data.roleId;
}
