import { afterAll, beforeAll, describe, expect, inject, test } from 'vitest';
import { randomUUID } from 'node:crypto';
import { eq, sql } from 'drizzle-orm';
import type { Me } from '@geko/contracts/auth';
import type { Invitation, InviteByEmailResult } from '@geko/contracts/members';
import { mailOutbox } from '@geko/db/schema/identity';
import { openBooks, type Books } from './testing/books.ts';
import {
  actionsOf,
  byEmail,
  byLink,
  end,
  inspect,
  invalid,
  mailedToken,
  newEmail,
  waiting,
} from './testing/invite-calls.ts';
import { linkIn, readMails } from './testing/mails.ts';
import { joinAs, makeRole, tokenOf } from './testing/team.ts';
import { openTestHouse, type TestHouse } from './testing/test-house.ts';
import { personWith, registerPerson } from './testing/test-person.ts';

const DAY_MS = 86_400_000;

let house: TestHouse;
let books: Books;
beforeAll(async () => {
  house = await openTestHouse(inject('ownerUrl'), { mail: 'mailbox' });
  books = await openBooks(house);
});
afterAll(async () => {
  await books.close();
  await house.close();
});

const nobody = () => personWith(house, '');

describe('inviting', () => {
  test('mails each address once, whatever its case, and leaves members out', async () => {
    const owner = await registerPerson(house);
    const member = await joinAs(house, owner, 'viewer');
    const memberEmail = (await member.query<Me>('auth.me')).data.email;
    const [one, two] = [newEmail(), newEmail()];
    const { data } = await byEmail(owner, [one, `  ${one.toUpperCase()} `, two, memberEmail]);
    expect(data.alreadyMembers).toEqual([memberEmail]);
    expect(data.invitations.map(({ email }) => email)).toEqual([one, two]);
    const me = (await owner.query<Me>('auth.me')).data;
    for (const { email, url, expiresAt } of data.invitations) {
      const mails = await readMails(house, { to: email ?? '' });
      expect(mails).toMatchObject([
        {
          kind: 'invitation',
          locale: 'en',
          data: { invitedByName: me.name, roleName: 'Editor', expiresAt },
        },
      ]);
      expect(Math.abs(Date.parse(expiresAt) - Date.now() - 7 * DAY_MS)).toBeLessThan(60_000);
      // The inviter's link is not the one of the mail: only that one shows who has read it.
      expect(linkIn(mails[0]).url.startsWith(`${url}.`)).toBe(true);
    }
    expect(await waiting(owner)).toMatchObject([
      { email: two, roleId: 'editor', roleName: 'Editor', isExpired: false },
      { email: one, invitedByName: me.name },
    ]);
    const rows =
      await books.sql`select * from invitations where workspace_id = ${owner.workspaceId}`;
    for (const { url } of data.invitations) {
      expect(JSON.stringify(rows)).not.toContain(tokenOf(url));
      expect(JSON.stringify(await waiting(owner))).not.toContain(tokenOf(url));
    }
  });

  test('again renews: a new link, seven new days, the new role; the old link is dead', async () => {
    const owner = await registerPerson(house);
    const admin = await joinAs(house, owner, 'admin');
    const email = newEmail();
    const first = (await byEmail(owner, [email], 'editor')).data.invitations[0];
    const oldMailed = await mailedToken(house, email);
    await house.inWorkspaceOf(owner, (tx) =>
      tx.execute(
        sql`update invitations set expires_at = now() - interval '1 hour' where email is not null`,
      ),
    );
    expect(await waiting(owner)).toMatchObject([{ email, isExpired: true }]);
    const again = (await byEmail(admin, [email], 'viewer')).data.invitations[0];
    expect(again).toMatchObject({ id: first?.id, roleId: 'viewer', isExpired: false });
    expect(await waiting(owner)).toHaveLength(1);
    expect((await waiting(owner))[0]?.invitedByName).toBe(
      (await admin.query<Me>('auth.me')).data.name,
    );
    expect(await inspect(nobody(), tokenOf(first?.url ?? ''))).toMatchObject(invalid);
    expect(await inspect(nobody(), oldMailed)).toMatchObject(invalid);
    expect((await inspect(nobody(), tokenOf(again?.url ?? ''))).data.roleName).toBe('Viewer');
    expect((await inspect(nobody(), await mailedToken(house, email))).status).toBe(200);
    expect(await readMails(house, { to: email })).toHaveLength(2);
    expect(
      (await actionsOf(books, owner)).filter((action) => action.startsWith('invitation.')),
    ).toEqual(['invitation.create', 'invitation.create', 'invitation.renew']);
  });

  test('a link can be renewed and revoked; what has ended cannot', async () => {
    const owner = await registerPerson(house);
    const first = await byLink(owner);
    expect(first).toMatchObject({ email: null, mail: 'none', roleId: 'editor' });
    const { data: second } = await end(owner, 'resend', first.id);
    expect(second).toMatchObject({ id: first.id });
    expect(await inspect(nobody(), tokenOf(first.url))).toMatchObject(invalid);
    expect((await inspect(nobody(), tokenOf(second.url))).status).toBe(200);
    expect((await end(owner, 'revoke', first.id)).status).toBe(200);
    expect(await inspect(nobody(), tokenOf(second.url))).toMatchObject(invalid);
    expect(await waiting(owner)).toEqual([]);
    for (const what of ['revoke', 'resend'] as const) {
      expect(await end(owner, what, first.id)).toMatchObject({ status: 404 });
      expect(await end(owner, what, randomUUID())).toMatchObject({ status: 404 });
    }
    expect((await actionsOf(books, owner)).at(-1)).toBe('invitation.revoke');
  });

  test('nobody invites to, renews or revokes what they could not give', async () => {
    const owner = await registerPerson(house);
    const admin = await joinAs(house, owner, 'admin');
    const editor = await joinAs(house, owner, 'editor');
    const refused = { status: 403, error: { code: 'CANNOT_GRANT' } };
    expect(await byEmail(admin, [newEmail()], 'owner')).toMatchObject({
      ...refused,
      error: { field: 'roleId' },
    });
    expect(await byEmail(editor, [newEmail()], 'viewer')).toMatchObject({
      status: 403,
      error: { code: 'FORBIDDEN' },
    });
    const email = newEmail();
    const mighty = (await byEmail(owner, [email], 'owner')).data.invitations[0];
    expect(await byEmail(admin, [email], 'viewer')).toMatchObject(refused);
    expect(await end(admin, 'resend', mighty?.id ?? '')).toMatchObject(refused);
    expect(await end(admin, 'revoke', mighty?.id ?? '')).toMatchObject(refused);
    expect((await inspect(nobody(), await mailedToken(house, email))).data.roleName).toBe('Owner');
    const inviter = await joinAs(
      house,
      owner,
      await makeRole(owner, ['member:invite', 'chat:create']),
    );
    const chat = await makeRole(owner, ['chat:create']);
    expect((await byEmail(inviter, [newEmail()], chat)).status).toBe(200);
    expect(await byEmail(inviter, [newEmail()], 'viewer')).toMatchObject(refused);
  });

  test.each([
    ['emails', [], 'editor'],
    ['emails', 'a@example.com', 'editor'],
    ['emails', Array.from({ length: 51 }, (_, i) => `p${i}@example.com`), 'editor'],
    ['emails.1', ['right@example.com', 'wrong'], 'editor'],
    ['emails.0', [`${'x'.repeat(260)}@example.com`], 'editor'],
    ['roleId', ['right@example.com'], null],
  ])('names the bad field %s', async (field, emails, roleId) => {
    const owner = await registerPerson(house);
    expect(await byEmail(owner, emails, roleId)).toMatchObject({
      status: 400,
      error: { code: 'BAD_REQUEST', field },
    });
    expect(await waiting(owner)).toEqual([]);
  });

  test('a role that is not there is not found', async () => {
    const owner = await registerPerson(house);
    for (const roleId of ['boss', randomUUID()]) {
      expect(await byEmail(owner, [newEmail()], roleId)).toMatchObject({ status: 404 });
    }
  });

  test('at most 200 wait at once; what waits can still be renewed', async () => {
    const owner = await registerPerson(house);
    const [email] = [newEmail()];
    await byEmail(owner, [email]);
    await house.inWorkspaceOf(owner, (tx) =>
      tx.execute(sql`insert into invitations
          (tenant_id, workspace_id, id, email, role, token_hash, invited_by, expires_at)
        select context_tenant(), context_workspace(), gen_random_uuid(), n || '-many@example.com', 'viewer',
          gen_random_uuid()::text, ${owner.userId}, now() - interval '1 day' from generate_series(1, 198) n`),
    );
    expect(await byEmail(owner, [newEmail(), newEmail()])).toMatchObject({
      status: 400,
      error: { field: 'emails' },
    });
    expect((await byEmail(owner, [newEmail(), email])).status).toBe(200);
    expect(await byEmail(owner, [newEmail()])).toMatchObject({ status: 400 });
    expect((await byEmail(owner, [email])).status).toBe(200);
    expect(await waiting(owner)).toHaveLength(200);
  });

  test('at most 500 a day leave a workspace; then it says when to come back', async () => {
    const owner = await registerPerson(house);
    await house.inWorkspaceOf(owner, (tx) =>
      tx.execute(sql`insert into audit_logs (tenant_id, workspace_id, id, actor_id, action, object_kind, object_id,
          request_id, created_at)
        select context_tenant(), context_workspace(), gen_random_uuid(), ${owner.userId}, 'invitation.renew',
          'invitation', 'x', 'x', now() - interval '23 hours' from generate_series(1, 499) n`),
    );
    expect((await byEmail(owner, [newEmail()])).status).toBe(200);
    const answer = await byEmail(owner, [newEmail()]);
    expect(answer).toMatchObject({ status: 429, error: { code: 'RATE_LIMITED' } });
    expect(answer.error?.retryAfterSeconds).toBeGreaterThan(3_500);
    expect(answer.error?.retryAfterSeconds).toBeLessThan(3_700);
    const other = await registerPerson(house);
    expect((await byEmail(other, [newEmail()])).status).toBe(200);
  });
});

describe('what the inviter sees of the mail', () => {
  test('queued, sent, or failed: the address cannot get mail; nothing where there is no mail', async () => {
    const owner = await registerPerson(house);
    const { workspaceId } = owner;
    // The same people, seen through a server that has a mail server.
    const withMail = { ...house.server, mail: 'smtp' as const };
    const call = async (procedure: string, input: object) => {
      const path = `/api/trpc/${procedure}`;
      const body = { json: { workspaceId, ...input } };
      const text = await (await owner.post(path, body, { server: withMail })).text();
      return JSON.parse(text) as { result: { data: { json: InviteByEmailResult } } };
    };
    const emails = [newEmail(), newEmail(), newEmail()];
    const invited = await call('invitations.byEmail', { emails, roleId: 'viewer' });
    expect(invited.result.data.json.invitations.map(({ mail }) => mail)).toEqual([
      'queued',
      'queued',
      'queued',
    ]);
    const { db } = house.database;
    for (const [index, status] of (['sent', 'failed', 'shown'] as const).entries()) {
      const [mail] = await readMails(house, { to: emails[index] ?? '' });
      await db
        .update(mailOutbox)
        .set({ status })
        .where(eq(mailOutbox.id, mail?.id ?? ''));
    }
    await byLink(owner);
    const seen = async (server: typeof withMail | typeof house.server) => {
      const encoded = encodeURIComponent(JSON.stringify({ json: { workspaceId } }));
      const response = await owner.get(`/api/trpc/invitations.list?input=${encoded}`, { server });
      const { result } = (await response.json()) as { result: { data: { json: Invitation[] } } };
      return Object.fromEntries(result.data.json.map(({ email, mail }) => [email ?? 'link', mail]));
    };
    expect(await seen(withMail)).toEqual({
      [emails[0] ?? '']: 'sent',
      [emails[1] ?? '']: 'failed',
      [emails[2] ?? '']: 'none',
      link: 'none',
    });
    expect(new Set(Object.values(await seen(house.server)))).toEqual(new Set(['none']));
  });
});

describe('the invitations of somebody who may no longer give them', () => {
  test.each([
    ['is removed', 'members.remove', {}, []],
    ['may no longer invite', 'members.changeRole', { roleId: 'editor' }, []],
  ])('who %s: are revoked, on the record', async (_, procedure, input, left) => {
    const owner = await registerPerson(house);
    const admin = await joinAs(house, owner, 'admin');
    const kept = tokenOf((await byLink(owner)).url);
    const [link, email] = [tokenOf((await byLink(admin)).url), newEmail()];
    await byEmail(admin, [email]);
    const { workspaceId } = owner;
    await owner.mutate(procedure, { workspaceId, userId: admin.userId, ...input });
    expect(await inspect(nobody(), link)).toMatchObject(invalid);
    expect(await inspect(nobody(), await mailedToken(house, email))).toMatchObject(invalid);
    expect((await inspect(nobody(), kept)).status).toBe(200);
    expect((await waiting(owner)).filter(({ email: to }) => to !== null)).toEqual(left);
    const revoked = (await actionsOf(books, owner)).filter(
      (action) => action === 'invitation.revoke',
    );
    expect(revoked).toHaveLength(2);
  });

  test('who may still give some: only the others are', async () => {
    const owner = await registerPerson(house);
    const second = await joinAs(house, owner, 'owner');
    const [mighty, plain] = [await byLink(second, 'owner'), await byLink(second, 'viewer')];
    const { workspaceId } = owner;
    const demoted = { workspaceId, userId: second.userId, roleId: 'admin' };
    expect((await owner.mutate('members.changeRole', demoted)).status).toBe(200);
    expect(await inspect(nobody(), tokenOf(mighty.url))).toMatchObject(invalid);
    expect((await inspect(nobody(), tokenOf(plain.url))).status).toBe(200);
  });
});
