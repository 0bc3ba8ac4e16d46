import { eq } from 'drizzle-orm';
import { afterAll, beforeAll, expect, inject, test } from 'vitest';
import type { Mailbox } from '@geko/contracts/admin';
import { mailOutbox, users } from '@geko/db/schema/identity';
import { listMailbox } from '@geko/services/admin/list-mailbox';
import { queueMail } from '@geko/services/mail/queue-mail';
import { linkIn, readMails } from './testing/mails.ts';
import { openTestHouse, TEST_ORIGIN, type TestHouse } from './testing/test-house.ts';
import { registerPerson, type TestPerson } from './testing/test-person.ts';

let house: TestHouse;
let operator: TestPerson;

async function operatorOf(at: TestHouse): Promise<TestPerson> {
  const person = await registerPerson(at);
  const { db } = at.server;
  await db.update(users).set({ platformRole: 'operator' }).where(eq(users.id, person.userId));
  return person;
}

async function queue(to: string, name: string): Promise<void> {
  const { server } = house;
  const url = `${TEST_ORIGIN}/reset-password/token-of-${to.split('@')[0]}`;
  await server.db.transaction((tx) =>
    queueMail(tx, server, { kind: 'reset_password', to, locale: 'de', data: { name, url } }),
  );
}

beforeAll(async () => {
  house = await openTestHouse(inject('ownerUrl'), { mail: 'mailbox' });
  operator = await operatorOf(house);
  await house.server.db.delete(mailOutbox);
});
afterAll(() => house.close());

test('an empty mailbox is an empty list', async () => {
  const { data } = await operator.query<Mailbox>('admin.mailbox', {});
  expect(data).toEqual({ items: [], nextCursor: null });
});

test('the operator reads every mail as it would have gone out, newest first, page by page', async () => {
  for (let n = 0; n < 5; n += 1) await queue(`person-${n}@example.com`, `Person <${n}>`);
  const seen: Mailbox['items'] = [];
  let cursor: string | null = null;
  do {
    const input: object = { limit: 2, cursor };
    const { data }: { data: Mailbox } = await operator.query<Mailbox>('admin.mailbox', input);
    expect(data.items.length).toBeLessThanOrEqual(2);
    seen.push(...data.items);
    cursor = data.nextCursor;
  } while (cursor !== null);
  expect(seen.map(({ to }) => to)).toEqual([4, 3, 2, 1, 0].map((n) => `person-${n}@example.com`));
  const [newest] = seen;
  expect(newest).toMatchObject({ kind: 'reset_password', subject: 'Neues Passwort für Geko' });
  expect(newest?.text).toContain(`${TEST_ORIGIN}/reset-password/token-of-person-4`);
  expect(newest?.html).toContain('Person &lt;4&gt;');
});

test('the tests of other areas read the same mails, and their links', async () => {
  const mails = await readMails(house);
  expect(mails).toHaveLength(5);
  expect(linkIn(mails.at(-1))).toEqual({
    url: `${TEST_ORIGIN}/reset-password/token-of-person-4`,
    path: '/reset-password/token-of-person-4',
    token: 'token-of-person-4',
  });
  expect(await readMails(house, { to: 'person-1@example.com' })).toHaveLength(1);
  expect(() => linkIn(undefined)).toThrow('no link');
});

test('a mail that is on its way or wiped is told apart, one that cannot be read is left out', async () => {
  const { db } = house.server;
  const [first] = await readMails(house);
  await db
    .update(mailOutbox)
    .set({ status: 'sent', sealed: null })
    .where(eq(mailOutbox.id, first?.id ?? ''));
  const second = (await readMails(house))[0];
  await db
    .update(mailOutbox)
    .set({ sealed: 'sealed elsewhere' })
    .where(eq(mailOutbox.id, second?.id ?? ''));
  const { data } = await operator.query<Mailbox>('admin.mailbox', { limit: 2 });
  expect(data.items.map(({ to }) => to)).toEqual(['person-4@example.com', 'person-3@example.com']);
  const next = await operator.query<Mailbox>('admin.mailbox', { cursor: data.nextCursor });
  expect(next.data.items.map(({ to }) => to)).toEqual(['person-2@example.com']);
  expect(next.data.nextCursor).toBeNull();
});

test('nobody but an operator reads it', async () => {
  const person = await registerPerson(house);
  expect((await person.query('admin.mailbox', {})).error?.code).toBe('NOT_FOUND');
  expect((await operator.query('admin.mailbox', { cursor: 'garbled' })).error?.code).toBe(
    'BAD_REQUEST',
  );
});

test.each(['smtp', 'none'] as const)('there is none with mail %s', async (mail) => {
  const other = await openTestHouse(inject('ownerUrl'), { mail });
  try {
    const asked = listMailbox(other.server, { limit: 1 });
    await expect(asked).rejects.toMatchObject({ code: 'NOT_FOUND' });
  } finally {
    await other.close();
  }
});
