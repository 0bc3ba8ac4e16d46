import type {
  Accepted,
  Invitation,
  InvitationFacts,
  InviteByEmailResult,
  NewInvitation,
} from '@geko/contracts/members';
import { randomUUID } from 'node:crypto';
import { PASSWORD } from './auth-calls.ts';
import type { Books } from './books.ts';
import { linkIn, readMails } from './mails.ts';
import type { TestHouse } from './test-house.ts';
import { personWith, type TestPerson } from './test-person.ts';

export const newEmail = () => `guest-${randomUUID()}@example.com`;

/** What a link that is no good is answered with. */
export const invalid = { status: 404, error: { code: 'LINK_INVALID' } };

export const byEmail = (by: TestPerson, emails: unknown, roleId: unknown = 'editor') =>
  by.mutate<InviteByEmailResult>('invitations.byEmail', {
    workspaceId: by.workspaceId,
    emails,
    roleId,
  });

export const byLink = async (by: TestPerson, roleId = 'editor') => {
  const { workspaceId } = by;
  return (await by.mutate<NewInvitation>('invitations.byLink', { workspaceId, roleId })).data;
};

/** The invitations that somebody's workspace has waiting. */
export const waiting = async (by: TestPerson) => {
  const { workspaceId } = by;
  return (await by.query<Invitation[]>('invitations.list', { workspaceId })).data;
};

export const end = (by: TestPerson, what: 'resend' | 'revoke', invitationId: string) =>
  by.mutate<NewInvitation>(`invitations.${what}`, { workspaceId: by.workspaceId, invitationId });

export const inspect = (by: TestPerson, token: string) =>
  by.query<InvitationFacts>('invitations.inspect', { token });

export const accept = (by: TestPerson, token: string) =>
  by.mutate<Accepted>('invitations.accept', { token });

/** by: '' = nobody, who is somebody after it. */
export const acceptAsNew = (house: TestHouse, input: object, by = personWith(house, '')) =>
  by.mutate<Accepted>('invitations.acceptAsNew', { name: 'Guest', password: PASSWORD, ...input });

/** The token of the newest link that was mailed to an address. */
export const mailedToken = async (house: TestHouse, to: string) =>
  linkIn((await readMails(house, { to })).at(-1)).token;

/** What the record of somebody's workspace says was done, oldest first. */
export const actionsOf = async ({ sql }: Books, { workspaceId }: { workspaceId: string }) => {
  const lines = await sql<{ action: string }[]>`
    select action from audit_logs where workspace_id = ${workspaceId} order by seq`;
  return lines.map(({ action }) => action);
};
