import { randomUUID } from 'node:crypto';
import { afterAll, afterEach, beforeAll, beforeEach, expect, inject, test } from 'vitest';
import { createSecrets } from '@geko/auth/secrets';
import { mailOutbox } from '@geko/db/schema/identity';
import { createTestDatabase } from '@geko/db/testing/test-database';
import type { TestDatabase } from '@geko/db/testing/test-database';
import { createMailer, type Mailer } from '@geko/mail/mailer';
import { branding } from '@geko/mail/testing/sample-mails';
import { startSmtp, type Smtp } from '@geko/mail/testing/start-smtp';
import { purgeMails } from './purge-mails.ts';
import { queueMail } from './queue-mail.ts';
import { MOST_TRIES, retryMailAfterMs } from './retry-mail-after.ts';
import { sendMails, type SendDeps } from './send-mails.ts';

const MINUTE_MS = 60_000;
const DAY_MS = 1440 * MINUTE_MS;
const secrets = createSecrets('the secret of this test, long enough');
const account = { user: 'mailer@acme', password: 'hunter2/secret' };

let database: TestDatabase;
let smtp: Smtp;
let mailers: Mailer[];
/** The clock of a test. */
let now: Date;
let logged: string[];

const write = (facts: object, message: string) =>
  void logged.push(JSON.stringify({ facts, message }));
const log = { info: write, warn: write, error: write };

beforeAll(async () => {
  database = await createTestDatabase(inject('ownerUrl'), { maxConnections: 10 });
});
afterAll(() => database.drop());
beforeEach(async () => {
  await database.db.delete(mailOutbox);
  smtp = await startSmtp({ account });
  [mailers, logged] = [[], []];
  now = new Date();
});
afterEach(async () => {
  for (const mailer of mailers) mailer.close(0);
  await smtp.stop();
});

/** What a worker has; each its own connections to the mail server. */
function worker(more: Partial<SendDeps> = {}): SendDeps {
  const mailer = createMailer({
    smtpUrl: smtp.url,
    from: 'Geko <geko@example.com>',
    mostSendMs: 4000,
  });
  mailers.push(mailer);
  const { db } = database;
  return { db, secrets, branding, log, now: () => now, mail: 'smtp', mailer, ...more };
}

const TOKEN = 'Zk3vJmQ0aBcDeFgHiJkLmNoPqRsTuVwXyZ012345678';
const later = (ms: number) => (now = new Date(now.getTime() + ms));

async function queue(to = 'ada@example.com'): Promise<string> {
  const deps = { secrets, mail: 'smtp' as const, now: () => now, newId: () => randomUUID() };
  const url = `https://geko.example.com/reset-password/${TOKEN}`;
  const id = await database.db.transaction((tx) =>
    queueMail(tx, deps, { kind: 'reset_password', to, locale: 'en', data: { name: 'Ada', url } }),
  );
  if (id === null) throw new Error('nothing was queued');
  return id;
}

const rows = () => database.db.select().from(mailOutbox);
const row = async (id: string) => (await rows()).find((one) => one.id === id);

test('a mail that is due goes out once, and what it said is wiped', async () => {
  const id = await queue();
  expect(JSON.stringify(await rows())).not.toContain('ada@example.com');
  expect(await sendMails(worker())).toEqual({ sent: 1, failed: 0, retried: 0, shown: 0 });
  const mail = await smtp.waitForMail({ to: 'ada@example.com' });
  expect(mail.text).toContain(TOKEN);
  expect(mail.messageId).toBe(`<${id}@example.com>`);
  expect(await row(id)).toMatchObject({
    status: 'sent',
    sealed: null,
    tries: 1,
    lastError: null,
    closedAt: now,
  });
  later(DAY_MS);
  expect(await sendMails(worker())).toEqual({ sent: 0, failed: 0, retried: 0, shown: 0 });
  expect(smtp.mails).toHaveLength(1);
});

test('what a verb takes back is never sent', async () => {
  const deps = { secrets, mail: 'smtp' as const, now: () => now, newId: () => randomUUID() };
  const url = 'https://geko.example.com/x';
  const verb = database.db.transaction(async (tx) => {
    await queueMail(tx, deps, {
      kind: 'reset_password',
      to: 'a@b.co',
      locale: 'en',
      data: { name: 'A', url },
    });
    throw new Error('taken back');
  });
  await expect(verb).rejects.toThrow('taken back');
  await sendMails(worker());
  expect(smtp.mails).toHaveLength(0);
});

test('four workers at once send each mail once', async () => {
  const people = Array.from({ length: 40 }, (_, n) => `person-${n}@example.com`);
  for (const to of people) await queue(to);
  const done = await Promise.all(
    [worker(), worker(), worker(), worker()].map((deps) => sendMails(deps)),
  );
  const sent = done.reduce((sum, one) => sum + one.sent, 0);
  expect(sent).toBe(40);
  expect(smtp.mails.flatMap(({ to }) => to).toSorted()).toEqual(people.toSorted());
  expect(new Set((await rows()).map(({ status }) => status))).toEqual(new Set(['sent']));
});

test.each([
  ['a 4xx at its addressee', () => smtp.judge(() => ({ code: 450, text: 'greylisted' }))],
  [
    'a 4xx for the mail',
    () => smtp.judge(({ at }) => (at === 'DATA' ? { code: 451, text: 'try again' } : 'take')),
  ],
  ['a connection that breaks', () => smtp.judge(({ at }) => (at === 'DATA' ? 'drop' : 'take'))],
  ['a server that says nothing', () => smtp.judge(() => 'hang')],
])(
  'after %s it goes out later',
  async (_name, spoil) => {
    const id = await queue();
    spoil();
    expect(await sendMails(worker())).toMatchObject({ retried: 1, sent: 0, failed: 0 });
    const waiting = await row(id);
    expect(waiting).toMatchObject({ status: 'queued', tries: 1, closedAt: null });
    expect(waiting?.sealed).not.toBeNull();
    expect(waiting?.lastError).not.toBeNull();
    expect(waiting?.nextTryAt.getTime()).toBe(now.getTime() + retryMailAfterMs(1));
    smtp.judge(() => 'take');
    expect(await sendMails(worker())).toMatchObject({ sent: 0 });
    later(retryMailAfterMs(1));
    expect(await sendMails(worker())).toMatchObject({ sent: 1 });
    expect(await row(id)).toMatchObject({ status: 'sent', sealed: null, tries: 2 });
    expect(smtp.mails).toHaveLength(1);
  },
  30_000,
);

test('a 550 ends it: the inviter can be told, and nothing of it is kept', async () => {
  const id = await queue('nobody@example.com');
  smtp.judge(() => ({ code: 550, text: '5.1.1 <nobody@example.com> unknown' }));
  expect(await sendMails(worker())).toMatchObject({ failed: 1 });
  const failed = await row(id);
  expect(failed).toMatchObject({ status: 'failed', sealed: null, tries: 1, closedAt: now });
  expect(failed?.lastError).toContain('550');
  expect(failed?.lastError).not.toContain('nobody@example.com');
  smtp.judge(() => 'take');
  later(DAY_MS);
  await sendMails(worker());
  expect(smtp.mails).toHaveLength(0);
});

test('a mail server that is down for two days loses nothing', async () => {
  for (let n = 0; n < 12; n += 1) await queue(`person-${n}@example.com`);
  const { port } = smtp;
  await smtp.stop();
  const deps = worker();
  const until = now.getTime() + 2 * DAY_MS;
  while (now.getTime() < until) {
    expect(await sendMails(deps)).toMatchObject({ sent: 0, failed: 0 });
    later(30 * MINUTE_MS);
  }
  smtp = await startSmtp({ port, account });
  for (let n = 0; n < 10; n += 1) {
    await sendMails(deps);
    later(30 * MINUTE_MS);
  }
  expect(new Set(smtp.mails.flatMap(({ to }) => to)).size).toBe(12);
  expect(smtp.mails).toHaveLength(12);
}, 60_000);

test('a mail that never gets through is given up after some days', async () => {
  const id = await queue();
  smtp.judge(() => ({ code: 451, text: 'later' }));
  const deps = worker();
  let tries = 0;
  for (; tries < 100 && (await row(id))?.status === 'queued'; tries += 1) {
    await sendMails(deps);
    later(4 * 60 * MINUTE_MS);
  }
  expect(tries).toBe(MOST_TRIES);
  expect(await row(id)).toMatchObject({ status: 'failed', sealed: null, tries: MOST_TRIES });
}, 30_000);

test('the mail of a worker that died goes out again, under the same Message-ID', async () => {
  const id = await queue();
  // It was taken, and went out; the worker died before it could say so.
  const taken = worker();
  const dying = {
    ...taken,
    mailer: { ...(taken.mailer as Mailer), send: () => new Promise<void>(() => undefined) },
  };
  void sendMails(dying);
  while ((await row(id))?.tries === 0) await new Promise((resolve) => setTimeout(resolve, 10));
  await taken.mailer?.send({ id, to: 'ada@example.com', subject: 'x', text: 'x', html: 'x' });
  expect(await sendMails(worker())).toMatchObject({ sent: 0 });
  later(MINUTE_MS);
  expect(await sendMails(worker())).toMatchObject({ sent: 0 });
  later(MINUTE_MS);
  expect(await sendMails(worker())).toMatchObject({ sent: 1 });
  expect(smtp.mails.map(({ messageId }) => messageId)).toEqual(
    Array.from({ length: 2 }, () => `<${id}@example.com>`),
  );
});

test('a worker that comes back after its lease does not undo what another one did', async () => {
  const id = await queue();
  const gate = Promise.withResolvers<void>();
  const slow = worker();
  const late: Mailer = {
    close: () => undefined,
    send: async (mail) => {
      await gate.promise;
      smtp.judge(() => ({ code: 550, text: 'no' }));
      await slow.mailer?.send(mail);
    },
  };
  const running = sendMails({ ...slow, mailer: late });
  while ((await row(id))?.tries === 0) await new Promise((resolve) => setTimeout(resolve, 10));
  later(3 * MINUTE_MS);
  expect(await sendMails(worker())).toMatchObject({ sent: 1 });
  gate.resolve();
  await running;
  expect(await row(id)).toMatchObject({ status: 'sent', tries: 2, lastError: null });
});

test('what cannot be read is closed, and holds nobody up', async () => {
  const { db } = database;
  const other = createSecrets('another secret, of another installation');
  const seal = (value: unknown) => secrets.seal('mail', JSON.stringify(value));
  const sealed = [
    other.seal('mail', '{}'),
    'nonsense',
    seal({ kind: 'constructor', to: 'a@b.co', locale: 'en', data: {} }),
    seal({ kind: 'reset_password', to: 'a@b.co', locale: 'en', data: { name: 'A' } }),
    seal({
      kind: 'reset_password',
      to: 'a@b.co',
      locale: 'xx',
      data: { name: 'A', url: 'https://a.b/c' },
    }),
  ];
  await db.insert(mailOutbox).values(
    sealed.map((text) => ({
      id: randomUUID(),
      kind: 'reset_password',
      sealed: text,
      nextTryAt: now,
      createdAt: now,
    })),
  );
  await queue();
  expect(await sendMails(worker())).toMatchObject({ sent: 1, failed: 5 });
  expect((await rows()).every((one) => one.sealed === null)).toBe(true);
});

test('no secret is in the log or beside the mail: no account, no address, no link', async () => {
  await queue('ada@example.com');
  const wrong = smtp.url.replace(encodeURIComponent(account.password), 'otherpass');
  const mailer = createMailer({ smtpUrl: wrong, from: 'geko@example.com' });
  mailers.push(mailer);
  expect(await sendMails(worker({ mailer }))).toMatchObject({ retried: 1 });
  smtp.judge(({ to }) => ({
    code: 550,
    text: `${to} would read https://geko.example.com/reset-password/${TOKEN}`,
  }));
  later(MINUTE_MS);
  expect(await sendMails(worker())).toMatchObject({ failed: 1 });
  const kept = `${logged.join('\n')}${JSON.stringify(await rows())}`;
  expect(logged).toHaveLength(2);
  expect(kept).toContain('550');
  for (const secret of ['otherpass', account.password, account.user, 'ada@example.com', TOKEN]) {
    expect(kept).not.toContain(secret);
  }
});

test('without a mail server a mail stands in the mailbox; where there is none nothing happens', async () => {
  const id = await queue();
  expect(await sendMails(worker({ mail: 'none', mailer: null }))).toEqual({
    sent: 0,
    failed: 0,
    retried: 0,
    shown: 0,
  });
  expect(await row(id)).toMatchObject({ status: 'queued' });
  expect(await sendMails(worker({ mail: 'mailbox', mailer: null }))).toMatchObject({ shown: 1 });
  expect((await row(id))?.sealed).not.toBeNull();
  expect(await row(id)).toMatchObject({ status: 'shown', tries: 0 });
  expect(await sendMails(worker())).toMatchObject({ sent: 0 });
});

test('the purge deletes what was shown for a week and what was closed for a month, and keeps the rest', async () => {
  const age = (days: number) => new Date(now.getTime() - days * DAY_MS - MINUTE_MS);
  const put = async (
    name: string,
    status: 'queued' | 'sent' | 'failed' | 'shown',
    days: number,
  ) => {
    const createdAt = age(days);
    const sealed = status === 'sent' || status === 'failed' ? null : 'x';
    await database.db
      .insert(mailOutbox)
      .values({ id: randomUUID(), kind: name, status, sealed, nextTryAt: createdAt, createdAt });
  };
  await put('shown old', 'shown', 7);
  await put('shown', 'shown', 6);
  await put('waits for ever', 'queued', 7);
  await put('waits', 'queued', 6);
  await put('sent old', 'sent', 30);
  await put('sent', 'sent', 29);
  await put('failed old', 'failed', 30);
  await put('failed', 'failed', 29);
  const deps = { db: database.db, now: () => now };
  expect(await purgeMails(deps)).toBe(4);
  expect(await purgeMails(deps)).toBe(0);
  expect((await rows()).map(({ kind }) => kind).toSorted()).toEqual([
    'failed',
    'sent',
    'shown',
    'waits',
  ]);
});
