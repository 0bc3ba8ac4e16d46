import { randomUUID } from 'node:crypto';
import { eq, gt } from 'drizzle-orm';
import { v7 as uuidv7 } from 'uuid';
import { afterAll, beforeAll, expect, inject, test } from 'vitest';
import { openShops } from '@geko/payments/open-shops';
import { createSecrets } from '@geko/auth/secrets';
import { inTenant } from '@geko/db/client';
import { seedCatalogue } from '@geko/db/seed/seed-catalogue';
import { mailOutbox, oneTimeTokens, rateLimits, sessions, users } from '@geko/db/schema/identity';
import { messages } from '@geko/db/schema/chat';
import { creditLots } from '@geko/db/schema/money';
import { idempotentRequests } from '@geko/db/schema/idempotency';
import { auditLogs, heartbeats, notices } from '@geko/db/schema/operations';
import { invitations, tenants, workspaces } from '@geko/db/schema/tenancy';
import { fillWorkspace } from '@geko/db/testing/fill-workspace';
import { createTestDatabase } from '@geko/db/testing/test-database';
import type { TestDatabase } from '@geko/db/testing/test-database';
import { createMailer } from '@geko/mail/mailer';
import { branding } from '@geko/mail/testing/sample-mails';
import { startSmtp } from '@geko/mail/testing/start-smtp';
import { queueMail } from '@geko/services/mail/queue-mail';
import { insertNotice } from '@geko/services/notices/insert-notice';
import { addLot } from '@geko/services/wallet/add-lot';
import { createLogger } from '@geko/telemetry/create-logger';
import type { JobDeps } from './job.ts';
import { schedule } from './schedule.ts';

const DAY_MS = 86_400_000;
const daysBefore = (now: Date, days: number) => new Date(now.getTime() - days * DAY_MS);

let database: TestDatabase;
let deps: JobDeps;

beforeAll(async () => {
  database = await createTestDatabase(inject('ownerUrl'));
  await seedCatalogue({ ownerUrl: database.ownerUrl, now: new Date() });
  const log = createLogger({ name: 'test', level: 'silent' });
  deps = {
    db: database.db,
    secrets: createSecrets('the secret of this test, long enough'),
    publicUrl: branding.url,
    shops: openShops({ lemonsqueezy: null, gumroad: null }, { canMail: true }),
    stripe: null,
    mail: 'mailbox',
    branding,
    mailer: null,
    log,
    now: () => new Date(),
    newId: uuidv7,
  };
});
afterAll(() => database.drop());

test.each(Object.entries(schedule))(
  '%s does no harm when it runs twice, and at once',
  async (_name, { run }) => {
    await run(deps);
    const again = await Promise.all([run(deps), run(deps), run(deps)]);
    for (const done of again) {
      for (const count of Object.values(done)) expect(count).toBe(0);
    }
  },
);

test('the beat keeps one row, and moves it on', async () => {
  const beatAt = async () => {
    await schedule.beat.run(deps);
    const rows = await database.db.select().from(heartbeats);
    expect(rows).toHaveLength(1);
    expect(rows[0]?.process).toBe('worker');
    return rows[0]?.beatAt.getTime() ?? 0;
  };
  const first = await beatAt();
  await new Promise((resolve) => setTimeout(resolve, 20));
  expect(await beatAt()).toBeGreaterThan(first);
});

test('the purge deletes what has run out, and keeps the rest', async () => {
  const { db } = database;
  const now = new Date();
  const [past, future] = [new Date(now.getTime() - 1), new Date(now.getTime() + 60_000)];
  const userId = randomUUID();
  await db
    .insert(users)
    .values({ id: userId, email: 'a@example.com', name: 'A', passwordHash: 'x' });
  await db.insert(sessions).values([
    { id: 'old', publicId: randomUUID(), userId, expiresAt: past },
    { id: 'live', publicId: randomUUID(), userId, expiresAt: future },
  ]);
  await db.insert(rateLimits).values([
    { key: 'old', points: 1, expire: BigInt(past.getTime()) },
    { key: 'live', points: 1, expire: BigInt(future.getTime()) },
  ]);
  const [monthOld, younger] = [daysBefore(now, 31), daysBefore(now, 29)];
  const token = { kind: 'reset_password', userId, email: 'a@example.com' } as const;
  await db.insert(oneTimeTokens).values([
    { ...token, tokenHash: 'old', expiresAt: monthOld },
    { ...token, tokenHash: 'over', expiresAt: younger },
    { ...token, tokenHash: 'live', expiresAt: future },
  ]);
  const purge = () => schedule['purge-expired'].run({ ...deps, now: () => now });
  const nothing = {
    sessions: 0,
    rateLimits: 0,
    tokens: 0,
    invitations: 0,
    notices: 0,
    idempotentRequests: 0,
    mails: 0,
  };
  expect(await purge()).toEqual({ ...nothing, sessions: 1, rateLimits: 1, tokens: 1 });
  expect(await purge()).toEqual(nothing);
  expect((await db.select().from(sessions)).map(({ id }) => id)).toEqual(['live']);
  expect((await db.select().from(rateLimits)).map(({ key }) => key)).toEqual(['live']);
  const tokens = await db.select().from(oneTimeTokens);
  expect(tokens.map(({ tokenHash }) => tokenHash).toSorted()).toEqual(['live', 'over']);
});

test('the purge deletes invitations a month after they ended, in every workspace', async () => {
  const { db } = database;
  const places = [await fillWorkspace(db, 'one'), await fillWorkspace(db, 'two')];
  const now = new Date();
  const [monthOld, younger] = [daysBefore(now, 31), daysBefore(now, 29)];
  const future = new Date(now.getTime() + 60_000);
  const kept = async (place: (typeof places)[number]) => {
    const found = await inTenant(db, place, (tx) => tx.select().from(invitations));
    return found.map(({ tokenHash }) => tokenHash).filter((hash) => /^[a-z-]+ \d$/u.test(hash));
  };
  for (const [n, place] of places.entries()) {
    const { tenantId, workspaceId, userId } = place;
    const row = (name: string, ended: Partial<typeof invitations.$inferInsert>) => ({
      tenantId,
      workspaceId,
      id: randomUUID(),
      role: 'editor' as const,
      invitedBy: userId,
      tokenHash: `${name} ${n}`,
      expiresAt: future,
      ...ended,
    });
    await inTenant(db, place, (tx) =>
      tx
        .insert(invitations)
        .values([
          row('expired-old', { expiresAt: monthOld }),
          row('expired', { expiresAt: younger }),
          row('accepted-old', { acceptedAt: monthOld, acceptedBy: userId }),
          row('revoked-old', { revokedAt: monthOld }),
          row('accepted', { acceptedAt: younger, acceptedBy: userId }),
          row('open', {}),
        ]),
    );
  }
  expect(await schedule['purge-expired'].run(deps)).toMatchObject({ invitations: 6 });
  for (const [n, place] of places.entries()) {
    expect((await kept(place)).toSorted()).toEqual([`accepted ${n}`, `expired ${n}`, `open ${n}`]);
  }
});

test('the purge deletes answers to requests with an Idempotency-Key after a day, in every workspace', async () => {
  const { db } = database;
  const places = [await fillWorkspace(db, 'asked'), await fillWorkspace(db, 'asked more')];
  const [dayOld, younger] = [1, 0.99].map((days) => daysBefore(new Date(), days));
  for (const place of places) {
    await inTenant(db, place, async (tx) => {
      const [row] = await tx.select().from(idempotentRequests);
      if (!row || !dayOld || !younger) throw new Error('nothing was filled in');
      const aged = (key: string, createdAt: Date) => ({ ...row, id: randomUUID(), key, createdAt });
      await tx.insert(idempotentRequests).values([aged('old', dayOld), aged('young', younger)]);
    });
  }
  expect(await schedule['purge-expired'].run(deps)).toMatchObject({ idempotentRequests: 2 });
  expect(await schedule['purge-expired'].run(deps)).toMatchObject({ idempotentRequests: 0 });
  for (const place of places) {
    const left = await inTenant(db, place, (tx) => tx.select().from(idempotentRequests));
    expect(left.map(({ key }) => key)).toEqual(expect.arrayContaining(['young']));
    expect(left).toHaveLength(2);
  }
});

test('the purge deletes notices after 90 days in every workspace, but none not mailed yet or of a period that runs', async () => {
  const { db } = database;
  const places = [await fillWorkspace(db, 'news'), await fillWorkspace(db, 'more news')];
  for (const place of places) {
    await inTenant(db, place, async (tx) => {
      const tell = (onceKey: string, kind: 'limit_declined' | 'credit_low', days: number) =>
        insertNotice(
          { ...place, tx, now: daysBefore(new Date(), days), newId: uuidv7 },
          {
            kind,
            facts: { limit: 'workspace.tokens', balanceNano: '1', thresholdNano: '2' },
            userId: null,
            onceKey,
          },
        );
      await tell('old', 'limit_declined', 91);
      await tell('young', 'limit_declined', 89);
      await tell('old, not mailed', 'credit_low', 91);
      await tell('old, of this year', 'limit_declined', 91);
      await tx
        .update(notices)
        .set({ facts: { resetsAt: '2999-01-01T00:00:00Z' } })
        .where(eq(notices.onceKey, 'old, of this year'));
    });
  }
  expect(await schedule['purge-expired'].run(deps)).toMatchObject({ notices: 2 });
  expect(await schedule['purge-expired'].run(deps)).toMatchObject({ notices: 0 });
  for (const place of places) {
    const left = await inTenant(db, place, (tx) => tx.select().from(notices));
    const keys = left.map(({ onceKey }) => onceKey);
    expect(keys).toEqual(expect.arrayContaining(['young', 'old, not mailed', 'old, of this year']));
    expect(keys).not.toContain('old');
  }
  await schedule['send-notices'].run({ ...deps, mail: 'none' });
  expect(await schedule['purge-expired'].run(deps)).toMatchObject({ notices: 2 });
});

test('workspaces are emptied a month after they were deleted, and no others', async () => {
  const { db } = database;
  const [old, young, living] = [
    await fillWorkspace(db, 'old'),
    await fillWorkspace(db, 'young'),
    await fillWorkspace(db, 'living'),
  ];
  const now = new Date();
  const end = async (place: typeof old, deletedAt: Date | null) => {
    await inTenant(db, place, (tx) => tx.update(workspaces).set({ deletedAt }));
  };
  await end(old, daysBefore(now, 31));
  await end(young, daysBefore(now, 29));
  await end(living, null);
  expect(await schedule['purge-workspaces'].run(deps)).toEqual({ purged: 1 });
  expect(await schedule['purge-workspaces'].run(deps)).toEqual({ purged: 0 });
  const messagesIn = (place: typeof old) => inTenant(db, place, (tx) => tx.$count(messages));
  expect(await messagesIn(old)).toBe(0);
  expect(await messagesIn(young)).toBeGreaterThan(0);
  expect(await messagesIn(living)).toBeGreaterThan(0);
});

test('accounts are erased when their time to come back is over, and no others', async () => {
  const { db } = database;
  const now = new Date();
  const person = async (deleteAfter: Date | null) => {
    const id = randomUUID();
    const email = `${id}@example.com`;
    await db.insert(users).values({ id, email, name: 'Ada', passwordHash: 'x', deleteAfter });
    return id;
  };
  const over = await person(new Date(now.getTime() - 1000));
  const others = [await person(new Date(now.getTime() + 60_000)), await person(null)];
  expect(await schedule['erase-accounts'].run(deps)).toEqual({ erased: 1 });
  expect(await schedule['erase-accounts'].run(deps)).toEqual({ erased: 0 });
  const nameOf = async (id: string) => {
    const [row] = await db.select().from(users).where(eq(users.id, id));
    return `${row?.name} ${row?.email}`;
  };
  expect(await nameOf(over)).not.toMatch(/Ada|example\.com/u);
  for (const id of others) expect(await nameOf(id)).toBe(`Ada ${id}@example.com`);
});

test('audit lines go when they are older than the installation keeps them', async () => {
  const { db } = database;
  const [userId, tenantId, workspaceId] = [randomUUID(), randomUUID(), randomUUID()];
  const place = { userId, tenantId, workspaceId };
  const line = (createdAt: Date) => ({
    tenantId,
    workspaceId,
    id: randomUUID(),
    actorId: userId,
    action: 'workspace.create',
    objectKind: 'workspace',
    objectId: workspaceId,
    requestId: 'a-test',
    createdAt,
  });
  const now = new Date();
  await inTenant(db, place, async (tx) => {
    await tx.insert(tenants).values({ id: tenantId, name: 'A' });
    await tx.insert(workspaces).values({ tenantId, id: workspaceId, name: 'A' });
    // One by one: they are a chain.
    for (const days of [1000, 800, 700])
      await tx.insert(auditLogs).values(line(daysBefore(now, days)));
  });
  expect(await schedule['expire-audit'].run(deps)).toEqual({ expired: 2 });
  expect(await schedule['expire-audit'].run(deps)).toEqual({ expired: 0 });
  const left = await inTenant(db, place, (tx) => tx.select().from(auditLogs));
  expect(left.map(({ action }) => action).toSorted()).toEqual(['audit.expire', 'workspace.create']);
});

test('mails go out by the mail server, or into the mailbox where there is none', async () => {
  const { db } = database;
  const url = `${branding.url}/reset-password/token`;
  const queue = (to: string) =>
    db.transaction((tx) =>
      queueMail(
        tx,
        { ...deps, mail: 'smtp' },
        {
          kind: 'reset_password',
          to,
          locale: 'en',
          data: { name: 'Ada', url },
        },
      ),
    );
  await queue('shown@example.com');
  expect(await schedule['send-mails'].run(deps)).toMatchObject({ shown: 1, sent: 0 });
  const smtp = await startSmtp();
  const mailer = createMailer({ smtpUrl: smtp.url, from: 'Geko <geko@example.com>' });
  await queue('sent@example.com');
  const done = await schedule['send-mails'].run({ ...deps, mail: 'smtp', mailer });
  expect(done).toMatchObject({ shown: 0, sent: 1 });
  expect((await smtp.waitForMail({ to: 'sent@example.com' })).text).toContain(url);
  mailer.close(0);
  await smtp.stop();
  const week = () => new Date(Date.now() + 8 * DAY_MS);
  expect(await schedule['purge-expired'].run({ ...deps, now: week })).toMatchObject({ mails: 1 });
  expect((await db.select().from(mailOutbox)).map(({ status }) => status)).toEqual(['sent']);
});

test('credit expires when its time has come, in every workspace, and no other', async () => {
  const { db } = database;
  const places = [await fillWorkspace(db, 'credit'), await fillWorkspace(db, 'more credit')];
  await schedule['expire-lots'].run(deps);
  const now = new Date();
  const grant = (place: (typeof places)[number], expiresAt: Date | null) =>
    inTenant(db, place, (tx) =>
      addLot(
        { ...place, tx, now, newId: uuidv7 },
        { id: uuidv7(), kind: 'bonus', amountNano: 40n, expiresAt, grantedBy: null },
      ),
    );
  const later = new Date(now.getTime() + DAY_MS);
  for (const place of places)
    for (const expiresAt of [now, later, null]) await grant(place, expiresAt);
  expect(await schedule['expire-lots'].run(deps)).toEqual({ expired: 2 });
  expect(await schedule['expire-lots'].run(deps)).toEqual({ expired: 0 });
  for (const place of places) {
    const left = await inTenant(db, place, (tx) =>
      tx.select().from(creditLots).where(gt(creditLots.remainingNano, 0n)),
    );
    expect(left.filter(({ grantedNano }) => grantedNano === 40n)).toHaveLength(2);
  }
});

test('a notice is mailed once, when two workers send at once, and not at all where there is no mail', async () => {
  const { db } = database;
  const place = await fillWorkspace(db, 'told');
  const tell = (onceKey: string) =>
    inTenant(db, place, (tx) =>
      insertNotice(
        { ...place, tx, now: new Date(), newId: uuidv7 },
        {
          kind: 'limit_requested',
          facts: { requestId: uuidv7(), userName: 'Grace', limit: 'workspace.tokens' },
          userId: null,
          onceKey,
        },
      ),
    );
  const send = (mail: JobDeps['mail'] = 'mailbox') =>
    schedule['send-notices'].run({ ...deps, mail });
  await send();
  expect([await tell('one'), await tell('one'), await tell('two')]).toEqual([true, false, true]);
  const done = await Promise.all([send(), send(), send()]);
  expect(done.reduce((sum, { queued = 0 }) => sum + queued, 0)).toBe(2);
  await tell('three');
  expect(await send('none')).toEqual({ queued: 0 });
  expect(await send()).toEqual({ queued: 0 });
});
