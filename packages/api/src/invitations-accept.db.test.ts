import { afterAll, beforeAll, describe, expect, inject, test } from 'vitest';
import { randomUUID } from 'node:crypto';
import { sql } from 'drizzle-orm';
import { rateLimitTable } from '@geko/contracts/rate-limits';
import type { Me } from '@geko/contracts/auth';
import type { MemberPage } from '@geko/contracts/members';
import { PASSWORD } from './testing/auth-calls.ts';
import { openBooks, type Books } from './testing/books.ts';
import {
  accept,
  acceptAsNew,
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
import { readMails } from './testing/mails.ts';
import { joinAs, tokenOf } from './testing/team.ts';
import { openTestHouse, type TestHouse } from './testing/test-house.ts';
import { personWith, registerPerson, type TestPerson } from './testing/test-person.ts';

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
const members = async (by: TestPerson) =>
  (await by.query<MemberPage>('members.list', { workspaceId: by.workspaceId })).data.total;

describe('a link that is no good', () => {
  test('expired, used, revoked, renewed, garbled, unknown, or into a deleted workspace: all alike', async () => {
    const owner = await registerPerson(house);
    const token = async () => tokenOf((await byLink(owner)).url);
    const expired = await token();
    await house.inWorkspaceOf(owner, (tx) =>
      tx.execute(sql`update invitations set expires_at = now() - interval '1 second'`),
    );
    const used = await token();
    await accept(await registerPerson(house), used);
    const revokedOne = await byLink(owner);
    await end(owner, 'revoke', revokedOne.id);
    const goneOwner = await registerPerson(house);
    const intoDeleted = tokenOf((await byLink(goneOwner)).url);
    await goneOwner.mutate('workspace.remove', {
      workspaceId: goneOwner.workspaceId,
      password: PASSWORD,
    });
    const good = await token();
    const email = newEmail();
    await byEmail(owner, [email]);
    const mailed = await mailedToken(house, email);
    const otherMailed = mailed.split('.')[1] ?? '';
    const bad = [
      expired,
      used,
      tokenOf(revokedOne.url),
      intoDeleted,
      '',
      'x',
      'x'.repeat(200),
      randomUUID(),
      good.slice(0, -1),
      `${good}x`,
      `${good}.`,
      `${good}.${otherMailed}`,
      `${mailed}.x`,
      mailed.slice(0, -2),
      '\u0000',
      '%00',
      '../../etc/passwd',
      '😀',
    ];
    const person = await registerPerson(house);
    const answers = new Set<string>();
    for (const each of bad) {
      for (const answer of [
        await inspect(nobody(), each),
        await accept(person, each),
        await acceptAsNew(house, { token: each, email: newEmail() }),
      ]) {
        answers.add(JSON.stringify({ ...answer, error: { ...answer.error, requestId: '' } }));
      }
    }
    expect([...answers]).toHaveLength(1);
    expect(JSON.parse([...answers][0] ?? '')).toMatchObject(invalid);
    expect((await inspect(nobody(), good)).status).toBe(200);
    expect((await inspect(nobody(), mailed)).status).toBe(200);
    const tooLong = await inspect(nobody(), 'x'.repeat(201));
    expect(tooLong).toMatchObject({ status: 400, error: { field: 'token' } });
  });

  test('who asks too often is told to wait', async () => {
    const strict = await openTestHouse(inject('ownerUrl'), { rateLimitScale: 1 });
    try {
      const visitor = personWith(strict, '');
      const ask = () => visitor.query('invitations.inspect', { token: 'guess' });
      const { rateLimits } = strict.server;
      const { operations: tries } = rateLimitTable.invitationByAddress;
      await rateLimits.consume('invitationByAddress', 'unknown', tries - 1);
      expect((await ask()).status).toBe(404);
      expect((await ask()).status).toBe(429);
      expect((await ask()).error?.retryAfterSeconds).toBeGreaterThan(0);
      const token = 'guess';
      expect(
        (await visitor.mutate('invitations.acceptAsNew', { token, name: 'A', password: PASSWORD }))
          .status,
      ).toBe(429);
    } finally {
      await strict.close();
    }
  });
});

describe('accepting with an account', () => {
  test('the page says where it leads, and whether one is there already', async () => {
    const owner = await registerPerson(house);
    const invited = await byLink(owner, 'viewer');
    const token = tokenOf(invited.url);
    const me = (await owner.query<Me>('auth.me')).data;
    const facts = {
      workspaceName: me.workspaces[0]?.name,
      tenantName: me.workspaces[0]?.tenantName,
      roleName: 'Viewer',
      invitedByName: me.name,
      email: null,
      expiresAt: invited.expiresAt,
    };
    expect((await inspect(nobody(), token)).data).toEqual({ ...facts, isMember: false });
    expect((await inspect(await registerPerson(house), token)).data.isMember).toBe(false);
    expect((await inspect(owner, token)).data).toEqual({ ...facts, isMember: true });
  });

  test('joins in the role, once, and opens that workspace next time', async () => {
    const owner = await registerPerson(house);
    const token = tokenOf((await byLink(owner, 'viewer')).url);
    const person = await registerPerson(house);
    const joined = await accept(person, token);
    expect(joined.data).toEqual({ userId: person.userId, workspaceId: owner.workspaceId });
    const me = (await person.query<Me>('auth.me')).data;
    expect(me.lastWorkspaceId).toBe(owner.workspaceId);
    expect(me.workspaces.find(({ id }) => id === owner.workspaceId)?.roleId).toBe('viewer');
    expect(await accept(await registerPerson(house), token)).toMatchObject(invalid);
    expect((await actionsOf(books, owner)).at(-1)).toBe('member.join');
    expect(await waiting(owner)).toEqual([]);
    expect(await accept(nobody(), token)).toMatchObject({ status: 401 });
  });

  test('a member is let in as what they are, and the invitation stays good for somebody else', async () => {
    const owner = await registerPerson(house);
    const viewer = await joinAs(house, owner, 'viewer');
    const token = tokenOf((await byLink(owner, 'admin')).url);
    expect((await accept(viewer, token)).data.workspaceId).toBe(owner.workspaceId);
    const get = viewer.query<{ roleId: string }>('workspace.get', {
      workspaceId: owner.workspaceId,
    });
    expect((await get).data.roleId).toBe('viewer');
    expect((await accept(await registerPerson(house), token)).status).toBe(200);
  });

  test('only the link of the mail, and only to one’s own address, confirms it', async () => {
    const owner = await registerPerson(house);
    const email = newEmail();
    const person = await registerPerson(house, email);
    const isVerified = async (who = person) =>
      (await who.query<Me>('auth.me')).data.isEmailVerified;
    const invited = (await byEmail(owner, [email])).data.invitations[0];
    expect((await accept(person, tokenOf(invited?.url ?? ''))).status).toBe(200);
    expect(await isVerified()).toBe(false);
    const elsewhere = await registerPerson(house);
    const toOther = newEmail();
    await byEmail(elsewhere, [toOther, email]);
    expect((await accept(person, await mailedToken(house, toOther))).status).toBe(200);
    expect(await isVerified()).toBe(false);
    const third = await registerPerson(house);
    await byEmail(third, [email]);
    expect((await accept(person, await mailedToken(house, email))).status).toBe(200);
    expect(await isVerified()).toBe(true);
    expect((await actionsOf(books, third)).slice(-2)).toEqual([
      'member.join',
      'account.verify_email',
    ]);
  });

  test('50 people with the same link at once, at two servers: one gets in', async () => {
    const owner = await registerPerson(house);
    const people = await Promise.all(Array.from({ length: 50 }, () => registerPerson(house)));
    const token = tokenOf((await byLink(owner)).url);
    const other = house.addServer();
    const before = await members(owner);
    const statuses = await Promise.all(
      people.map(async (person, index) => {
        const server = index % 2 === 0 ? house.server : other;
        const path = '/api/trpc/invitations.accept';
        return (await person.post(path, { json: { token } }, { server })).status;
      }),
    );
    expect(statuses.filter((status) => status === 200)).toHaveLength(1);
    expect(statuses.filter((status) => status === 404)).toHaveLength(49);
    expect(await members(owner)).toBe(before + 1);
    const joins = (await actionsOf(books, owner)).filter((action) => action === 'member.join');
    expect(joins).toHaveLength(1);
  });
});

describe('accepting as somebody new', () => {
  test('by the link of the mail: an account with that address, confirmed, signed in, in the role', async () => {
    const owner = await registerPerson(house);
    const email = newEmail();
    await byEmail(owner, [email], 'viewer');
    const guest = nobody();
    const token = await mailedToken(house, email);
    const joined = await acceptAsNew(house, { token, email: newEmail(), name: ' Ada ' }, guest);
    expect(joined.data.workspaceId).toBe(owner.workspaceId);
    expect(guest.cookie).toMatch(/^geko_session=/u);
    expect((await guest.query<Me>('auth.me')).data).toMatchObject({
      id: joined.data.userId,
      email,
      name: 'Ada',
      isEmailVerified: true,
      lastWorkspaceId: owner.workspaceId,
      workspaces: [{ id: owner.workspaceId, roleId: 'viewer' }],
    });
    expect((await readMails(house, { to: email })).map(({ kind }) => kind)).toEqual(['invitation']);
    expect(await acceptAsNew(house, { token, email: newEmail() })).toMatchObject(invalid);
    const login = await nobody().mutate('auth.login', { email, password: PASSWORD });
    expect(login.status).toBe(200);
  });

  test('by the inviter’s own link: the invited address, which a mail then asks to confirm', async () => {
    const owner = await registerPerson(house);
    const email = newEmail();
    const invited = (await byEmail(owner, [email])).data.invitations[0];
    const guest = nobody();
    expect((await acceptAsNew(house, { token: tokenOf(invited?.url ?? '') }, guest)).status).toBe(
      200,
    );
    expect((await guest.query<Me>('auth.me')).data).toMatchObject({
      email,
      isEmailVerified: false,
    });
    expect((await readMails(house, { to: email })).map(({ kind }) => kind)).toEqual([
      'invitation',
      'verify_email',
    ]);
  });

  test('by a link for anybody: it asks for an address, which a mail then asks to confirm', async () => {
    const owner = await registerPerson(house);
    const token = tokenOf((await byLink(owner)).url);
    expect(await acceptAsNew(house, { token })).toMatchObject({
      status: 400,
      error: { field: 'email' },
    });
    const email = newEmail();
    const guest = nobody();
    expect((await acceptAsNew(house, { token, email }, guest)).status).toBe(200);
    expect((await guest.query<Me>('auth.me')).data).toMatchObject({
      email,
      isEmailVerified: false,
    });
    expect((await readMails(house, { to: email })).map(({ kind }) => kind)).toEqual([
      'verify_email',
    ]);
  });

  test('an address that has an account is refused in words, and the invitation stays good', async () => {
    const owner = await registerPerson(house);
    const email = newEmail();
    const person = await registerPerson(house, email);
    const link = tokenOf((await byLink(owner)).url);
    await byEmail(owner, [email]);
    const mailed = await mailedToken(house, email);
    const taken = { status: 409, error: { code: 'REGISTRATION_REFUSED' } };
    expect(await acceptAsNew(house, { token: link, email })).toMatchObject(taken);
    expect(await acceptAsNew(house, { token: mailed })).toMatchObject(taken);
    expect((await accept(person, mailed)).status).toBe(200);
    expect((await acceptAsNew(house, { token: link, email: newEmail() })).status).toBe(200);
  });

  test.each([
    ['name', { name: '' }],
    ['name', { name: 'x'.repeat(81) }],
    ['password', { password: 'short' }],
    ['email', { email: 'wrong' }],
    ['token', { token: 7 }],
  ])('names the bad field %s', async (field, input) => {
    const owner = await registerPerson(house);
    const token = tokenOf((await byLink(owner)).url);
    const answer = await acceptAsNew(house, { token, email: newEmail(), ...input });
    expect(answer).toMatchObject({ status: 400, error: { code: 'BAD_REQUEST', field } });
    expect((await inspect(nobody(), token)).status).toBe(200);
  });

  test('20 new accounts by one link at once: one is made', async () => {
    const owner = await registerPerson(house);
    const token = tokenOf((await byLink(owner)).url);
    const emails = Array.from({ length: 20 }, newEmail);
    const answers = await Promise.all(emails.map((email) => acceptAsNew(house, { token, email })));
    expect(answers.filter(({ status }) => status === 200)).toHaveLength(1);
    const { rows } = await house.database.pool.query('select 1 from users where email = any($1)', [
      emails,
    ]);
    expect(rows).toHaveLength(1);
  });
});
