import { randomUUID } from 'node:crypto';
import { eq, sql } from 'drizzle-orm';
import { workspaceRoles, type Permission, type WorkspaceRole } from '@geko/contracts/permissions';
import { enterTenant, inTenant, type Tx } from '@geko/db/client';
import { sessions, users } from '@geko/db/schema/identity';
import { newLicenceKey } from '@geko/auth/licence-key';
import { saleEvents } from '@geko/db/schema/licences';
import { tenants, workspaceMembers } from '@geko/db/schema/tenancy';
import { queueMail } from '@geko/services/mail/queue-mail';
import { issueToken } from '@geko/services/auth/one-time-token';
import { openWorkspace } from '@geko/services/workspace/open-workspace';
import { writeCard, writePaidPayment, writePromo, writeQuarantined } from './sweep-billing.ts';
import {
  writeChat,
  writeDevice,
  writeIcon,
  writeInvitation,
  writeMember,
  writePersonal,
  writeRest,
  writeRole,
  writeWorkspace,
  type Chat,
  type Place,
} from './sweep-content.ts';
import { openDigests, type Digests } from './sweep-digests.ts';
import {
  writeApiKey,
  writeLicence,
  writeInvoice,
  writePayment,
  writeLimit,
  writeLimitRequest,
  writeMoney,
} from './sweep-money.ts';
import { CHEAP_HASH, personMakers, type PersonMakers } from './sweep-people.ts';
import { writePlan } from './sweep-plans.ts';
import {
  writeCandidate,
  writePoolSettings,
  writePriceSettings,
  writeProviderKey,
} from './sweep-prices.ts';
import type { TestHouse } from './test-house.ts';
import { personWith, readStream, registerPerson, type TestPerson } from './test-person.ts';

/** In every text of the workspace under attack; no answer to a stranger may hold it. */
export const CANARY = 'canary-5e1f0c';
/** The name of its tenant, which the people of the tenant's other workspace may read. */
export const TENANT_CANARY = 'canary-tenant-77ab2e';
/** What somebody in the workspace wrote for their own eyes, or for those of its admins. */
export const privateTo = (role: WorkspaceRole) => `${CANARY}-private-of-${role}`;
export const MODEL_ID = 'gpt-5-nano';
/** Asks the fake provider for a short answer. */
export const SHORT = '[[fake: reply=3 delay=0]]';

/**
 * Who knocks. The four roles belong to the workspace under attack. The outsider owns another company; the neighbour
 * another workspace of the same one; who was removed has a company of their own; so has the operator.
 */
export const strangers = ['outsider', 'neighbour', 'removed', 'operator'] as const;
export type Stranger = (typeof strangers)[number];
export type Role = WorkspaceRole | Stranger;
export type Member = { userId: string; workspaceId: string; email: string };

export const isStranger = (role: Role): role is Stranger =>
  strangers.some((stranger) => stranger === role);

export type SweepWorld = {
  tenantId: string;
  workspaceId: string;
  /** Everybody's user id and own workspace: for the roles, the one under attack. */
  members: Record<Role, Member>;
  /** What the removed person left in the workspace: theirs once, and no longer. */
  leftChat: Chat;
  /** A person with a session of their own, made for this one call. */
  signIn(role: Role): Promise<TestPerson>;
  /** A session that nobody holds the cookie of; its public id. */
  openSession(role: Role): Promise<string>;
  /** A cookie whose session ran out a second ago. */
  expiredCookie(role: Role): Promise<string>;
  /** A finished conversation of this person, full of canaries for those of the workspace. */
  makeChat(role: Role, options?: { isDeleted?: boolean }): Promise<Chat>;
  /** A custom role in this person's workspace; its id. */
  makeRole(role: Role, permission?: Permission): Promise<string>;
  /** Somebody new in this person's workspace; their user id. */
  makeMember(role: Role, as?: WorkspaceRole): Promise<string>;
  /** An open invitation into this person's workspace, from them to a new address; isLink: to whoever holds it. */
  makeInvitation(
    role: Role,
    options?: { isLink?: boolean },
  ): Promise<{ invitationId: string; token: string }>;
  /** A picture of this person's workspace. */
  makeIcon(role: Role): Promise<void>;
  /** A workspace beside this person's, where everybody is what they are there, and somebody new an owner as well. */
  makeWorkspace(
    role: Role,
    options?: { isRemoved?: boolean },
  ): Promise<{ workspaceId: string; ownerId: string }>;
  /** Somebody without a part in any of this. */
  spare: { userId: string; email: string };
  /** The token of an invitation into a company that none of these people has a part in. */
  makeOpening(): Promise<string>;
  /** A model of a price list that waits to be published; its id. */
  makeCandidate(): Promise<string>;
  /** A provider key without a secret; its id. */
  makeProviderKey(): Promise<string>;
  /** A limit in this person's workspace that stops nobody; its id. */
  makeLimit(role: Role): Promise<string>;
  /** A key of this person's in their workspace; its id. */
  makeKey(role: Role): Promise<string>;
  /** A licence of their workspace, with SWEPT_DEVICE; its id. */
  makeLicence(role: Role, status?: 'suspended'): Promise<string>;
  /** A machine of theirs that has told of itself; what it calls itself. */
  makeDevice(role: Role): Promise<string>;
  /** A licence that somebody without a company holds: its key, and the code that was mailed for a device. */
  makeHeldLicence(device: string): Promise<{ key: string; code: string }>;
  /** A payment that was begun in their workspace; its id. */
  makePayment(role: Role): Promise<string>;
  /** A workspace beside this person's that subscribes to Pro. isEnding: it is cancelled. */
  makePlan(role: Role, options?: { isEnding?: boolean }): Promise<{ workspaceId: string }>;
  /** An invoice of their workspace, open unless told; its id. */
  makeInvoice(role: Role, state?: 'draft'): Promise<string>;
  /** One that is paid, at Stripe too; its id. */
  makePaidPayment(role: Role): Promise<string>;
  /** A promo code that nobody has used. */
  makePromo(): Promise<{ id: string; code: string }>;
  /** A card of their company's; its id. */
  makeCard(role: Role): Promise<string>;
  /** Something of Stripe's that waits, new for the operator, who may settle it; its event's id. */
  makeQuarantined(role: Role): Promise<string>;
  /** This person waits for more of a limit; the request's id. */
  makeLimitRequest(role: Role): Promise<string>;
  /** What one person has of their own. */
  people: PersonMakers;
  /** Gives somebody of the workspace another role in it; null = takes them out. */
  setRole(who: WorkspaceRole, role: WorkspaceRole | null): Promise<void>;
  /** A digest of each table's rows that belong to the workspace, its tenant or its people. */
  digests(): Promise<Digests>;
  close(): Promise<void>;
};

let invited = 0;

/**
 * A company with somebody in each role and a second workspace, strangers with companies of their own, an operator.
 * isFull: with rows of theirs in every table.
 */
export async function openSweepWorld(
  house: TestHouse,
  { isFull = false }: { isFull?: boolean } = {},
): Promise<SweepWorld> {
  const { db } = house.database;
  const enter = async (email: string) => ({ ...(await registerPerson(house, email)), email });
  const everybody = {
    owner: await enter(`${CANARY}-owner@example.com`),
    admin: await enter(`${CANARY}-admin@example.com`),
    editor: await enter(`${CANARY}-editor@example.com`),
    viewer: await enter(`${CANARY}-viewer@example.com`),
    outsider: await enter('outsider@example.com'),
    neighbour: await enter('neighbour@example.com'),
    removed: await enter('removed@example.com'),
    operator: await enter('operator@example.com'),
  };
  await db.update(users).set({ passwordHash: CHEAP_HASH });
  await db
    .update(users)
    .set({ platformRole: 'operator' })
    .where(eq(users.id, everybody.operator.userId));
  const { workspaceId } = everybody.owner;
  const tenantOf = async (id: string) => {
    const { rows } = await db.execute<{ tenant: string }>(
      sql`select system.tenant_of(${id}::uuid) as tenant`,
    );
    return rows[0]?.tenant ?? '';
  };
  const tenantId = await tenantOf(workspaceId);
  const spare = { userId: randomUUID(), email: 'spare@example.com' };
  await db.insert(users).values({ id: spare.userId, email: spare.email, name: 'Spare' });
  const other = { tenantId, workspaceId: randomUUID(), userId: everybody.neighbour.userId };
  await db.transaction((tx) => openWorkspace(tx, { ...other, name: 'Another', now: new Date() }));
  const member = (role: Role, home = everybody[role].workspaceId): Member => {
    const { userId, email } = everybody[role];
    return { userId, email, workspaceId: home };
  };
  const members: Record<Role, Member> = {
    owner: member('owner'),
    admin: member('admin', workspaceId),
    editor: member('editor', workspaceId),
    viewer: member('viewer', workspaceId),
    outsider: member('outsider'),
    neighbour: member('neighbour', other.workspaceId),
    removed: member('removed'),
    operator: member('operator'),
  };
  const inside = async <T>(role: Role, fn: (tx: Tx, place: Place) => Promise<T>): Promise<T> => {
    const { userId, workspaceId: home } = members[role];
    const place = { userId, workspaceId: home, tenantId: await tenantOf(home) };
    return inTenant(db, place, (tx) => fn(tx, place));
  };
  const textOf = (role: Role) => (isStranger(role) ? 'a stranger to it' : privateTo(role));
  const team = workspaceRoles.map((role) => members[role].userId);

  const leftChat = await inside('owner', async (tx) => {
    const place = { tenantId, workspaceId };
    const others = (['admin', 'editor', 'viewer'] as const).map((role) => ({
      ...place,
      userId: members[role].userId,
      role,
    }));
    const { userId } = members.removed;
    await tx.insert(workspaceMembers).values([...others, { ...place, userId, role: 'editor' }]);
    await tx.execute(sql`update workspaces set name = ${`${CANARY} workspace`}`);
    await tx.execute(sql`update tenants set name = ${TENANT_CANARY}`);
    const left = { text: privateTo('editor'), modelId: MODEL_ID, isDeleted: false };
    const chat = await writeChat(tx, { ...place, userId }, left);
    await tx.delete(workspaceMembers).where(eq(workspaceMembers.userId, userId));
    return chat;
  });
  for (const id of team) await db.update(users).set({ name: CANARY }).where(eq(users.id, id));
  const signIn = async (role: Role) => {
    const { cookie } = await newSession(role);
    const person = personWith(house, cookie.split(';')[0] ?? '');
    return Object.assign(person, members[role]);
  };
  const newSession = (role: Role) =>
    house.server.auth.createSession({
      userId: members[role].userId,
      userAgent: isStranger(role) ? null : privateTo(role),
      address: null,
      now: new Date(),
    });

  const quarantined = await writeQuarantined(db);
  const world: Omit<SweepWorld, 'digests' | 'close'> = {
    tenantId,
    workspaceId,
    members,
    leftChat,
    signIn,
    openSession: async (role) => (await newSession(role)).publicId,
    async expiredCookie(role) {
      const { cookie, publicId } = await newSession(role);
      await db
        .update(sessions)
        .set({ expiresAt: new Date(Date.now() - 1_000) })
        .where(eq(sessions.publicId, publicId));
      return cookie.split(';')[0] ?? '';
    },
    makeChat: (role, { isDeleted = false } = {}) =>
      inside(role, (tx, place) =>
        writeChat(tx, place, { text: textOf(role), modelId: MODEL_ID, isDeleted }),
      ),
    makeRole: (role, permission = 'chat:view:own') =>
      inside(role, (tx, place) =>
        writeRole(tx, place, { text: isStranger(role) ? 'a role' : CANARY, permission }),
      ),
    makeMember: (role, as = 'viewer') =>
      inside(role, (tx, place) =>
        writeMember(tx, place, { text: isStranger(role) ? 'somebody' : CANARY, role: as }),
      ),
    makeInvitation: (role, { isLink = false } = {}) =>
      inside(role, (tx, place) => {
        invited += 1;
        const name = isStranger(role) ? 'somebody' : privateTo('owner');
        return writeInvitation(tx, place, {
          email: isLink ? null : `${name}-${invited}@example.com`,
        });
      }),
    makeDevice: (role) => inside(role, (tx, place) => writeDevice(tx, place, `device-of-${role}`)),
    spare,
    makeIcon: (role) => inside(role, writeIcon),
    makeWorkspace: (role, { isRemoved = false } = {}) =>
      inside(role, (tx, place) =>
        writeWorkspace(tx, place, { text: isStranger(role) ? 'A spare one' : CANARY, isRemoved }),
      ),
    makeOpening: () =>
      db.transaction(async (tx) => {
        const place = { ...spare, tenantId: randomUUID(), workspaceId: randomUUID() };
        await enterTenant(tx, place);
        await tx.insert(tenants).values({ id: place.tenantId, name: 'An open company' });
        await openWorkspace(tx, { ...place, name: 'An open one', now: new Date() });
        return (await writeInvitation(tx, place, { email: null })).token;
      }),
    makeCandidate: () => writeCandidate(db, { upstreamModel: 'candidate-of-the-sweep' }),
    makeProviderKey: () => writeProviderKey(db),
    makeLimit: (role) => inside(role, writeLimit),
    makeKey: (role) => inside(role, (tx, place) => writeApiKey(tx, place)),
    makeLicence: (role, status) => inside(role, (tx, place) => writeLicence(tx, place, status)),
    async makeHeldLicence(device) {
      const { secrets } = house.server;
      const { key, keyHash } = newLicenceKey(secrets.licenceHashKey);
      return db.transaction(async (tx) => {
        const place = { ...spare, tenantId: randomUUID(), workspaceId: randomUUID() };
        await enterTenant(tx, place);
        await tx.insert(tenants).values({ id: place.tenantId, name: 'A buyer' });
        await openWorkspace(tx, { ...place, name: 'What was bought', now: new Date() });
        await writeLicence(tx, place, 'active', { email: spare.email, keyHash });
        const bond = `${keyHash}/${device}`;
        const code = await issueToken(tx, house.server, {
          kind: 'licence_sign_in',
          ...spare,
          bond,
        });
        return { key, code };
      });
    },
    makePayment: (role) => inside(role, writePayment),
    makePlan: (role, { isEnding = false } = {}) =>
      inside(role, async (tx, place) => {
        const { workspaceId: beside } = await writeWorkspace(tx, place, {
          text: isStranger(role) ? 'A paying one' : CANARY,
          isRemoved: false,
        });
        await writePlan(
          tx,
          { ...place, workspaceId: beside },
          { stripe: house.server.stripe?.client ?? null, isEnding },
        );
        return { workspaceId: beside };
      }),
    makeInvoice: (role, state) => inside(role, (tx, place) => writeInvoice(tx, place, state)),
    makePaidPayment: (role) =>
      inside(role, (tx, place) => writePaidPayment(tx, place, house.server.stripe)),
    makePromo: () => writePromo(db, spare.userId),
    makeCard: (role) => inside(role, (tx, place) => writeCard(tx, place, house.server.stripe)),
    makeQuarantined: async (role) =>
      role === 'operator' ? writeQuarantined(db) : Promise.resolve(quarantined),
    makeLimitRequest: (role) => inside(role, writeLimitRequest),
    people: personMakers(house),
    setRole: (who, role) =>
      inside('owner', async (tx, place) => {
        const { userId } = members[who];
        await tx.delete(workspaceMembers).where(eq(workspaceMembers.userId, userId));
        if (role !== null) await tx.insert(workspaceMembers).values({ ...place, userId, role });
      }),
  };
  if (isFull) {
    team.push(await fill(world, inside));
    await writePriceSettings(db);
    await writePoolSettings(db);
    await db.insert(saleEvents).values({
      source: 'gumroad',
      eventId: 'of the sweep',
      saleId: 'of the sweep',
      outcome: 'ended',
      receivedAt: new Date(),
    });
    await db.transaction((tx) =>
      queueMail(tx, house.server, {
        kind: 'password_changed',
        to: members.owner.email,
        locale: 'en',
        data: { name: CANARY, resetUrl: 'http://geko.test/reset-password' },
      }),
    );
  }
  const digests = await openDigests(house.database.ownerUrl, { tenantId, team });
  return { ...world, digests: () => digests.read(), close: () => digests.close() };
}

/** A row of the workspace, or of a new colleague in it, in every table; the colleague's id. */
async function fill(
  world: Omit<SweepWorld, 'digests' | 'close'>,
  inside: <T>(role: Role, fn: (tx: Tx, place: Place) => Promise<T>) => Promise<T>,
): Promise<string> {
  const owner = await world.signIn('owner');
  const answer = await owner.post('/api/chat', {
    workspaceId: world.workspaceId,
    conversationId: randomUUID(),
    modelId: MODEL_ID,
    message: { id: randomUUID(), text: `${privateTo('owner')} ${SHORT}` },
  });
  if (!(await readStream(answer)).isComplete) throw new Error('the owner could not chat');
  await world.makeRole('owner');
  await world.makeInvitation('owner');
  await world.makePlan('owner');
  return inside('owner', async (tx, place) => {
    await writeRest(tx, place, MODEL_ID);
    await writeMoney(tx, place);
    const colleague = await writeMember(tx, place, { text: CANARY, role: 'editor' });
    await writePersonal(tx, colleague, privateTo('editor'));
    return colleague;
  });
}
