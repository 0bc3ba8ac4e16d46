import { randomUUID } from 'node:crypto';
import { eq, sql } from 'drizzle-orm';
import postgres from 'postgres';
import { workspaceRoles, type WorkspaceRole } from '@geko/contracts/permissions';
import { inTenant, type Tx } from '@geko/db/client';
import { conversations, messages, turnParts, turns } from '@geko/db/schema/chat';
import { sessions, users } from '@geko/db/schema/identity';
import { workspaceMembers } from '@geko/db/schema/tenancy';
import type { TestHouse } from './test-house.ts';
import { personWith, registerPerson, type TestPerson } from './test-person.ts';

/** In every text of the company under attack; no answer to a stranger may hold it. */
export const CANARY = 'canary-5e1f0c';
export const MODEL_ID = 'gpt-5-nano';
/** Asks the fake provider for a short answer. */
export const SHORT = '[[fake: reply=3 delay=0]]';

/** Who knocks. The four roles belong to the company; the outsider owns another one. */
export type Role = WorkspaceRole | 'outsider' | 'operator';
export type Member = { userId: string; workspaceId: string };
export type Chat = { conversationId: string; turnId: string };

export type SweepWorld = {
  tenantId: string;
  workspaceId: string;
  /** Everybody's user id and own workspace: for the roles, the company's. */
  members: Record<Role, Member>;
  /** A person with a session of their own, made for this one call. */
  signIn(role: Role): Promise<TestPerson>;
  /** A session that nobody holds the cookie of; its public id. */
  openSession(role: Role): Promise<string>;
  /** A cookie whose session ran out a second ago. */
  expiredCookie(role: Role): Promise<string>;
  /** A finished conversation of this person, full of canaries for those of the company. */
  makeChat(role: Role, options?: { isDeleted?: boolean }): Promise<Chat>;
  /** Gives somebody of the company another role in it; null = takes them out. */
  setRole(who: WorkspaceRole, role: WorkspaceRole | null): Promise<void>;
  /** A digest of each table's rows that belong to the company or its people. */
  digests(): Promise<Record<string, string>>;
  close(): Promise<void>;
};

/** A company with somebody in each role, a stranger with a company of their own, and an operator. */
export async function openSweepWorld(house: TestHouse): Promise<SweepWorld> {
  const { db } = house.database;
  const everybody = {
    owner: await registerPerson(house, `${CANARY}-owner@example.com`),
    admin: await registerPerson(house, `${CANARY}-admin@example.com`),
    editor: await registerPerson(house, `${CANARY}-editor@example.com`),
    viewer: await registerPerson(house, `${CANARY}-viewer@example.com`),
    outsider: await registerPerson(house),
    operator: await registerPerson(house),
  };
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
  const member = ({ userId, workspaceId: own }: TestPerson): Member => ({
    userId,
    workspaceId: own,
  });
  const members: Record<Role, Member> = {
    owner: member(everybody.owner),
    admin: { userId: everybody.admin.userId, workspaceId },
    editor: { userId: everybody.editor.userId, workspaceId },
    viewer: { userId: everybody.viewer.userId, workspaceId },
    outsider: member(everybody.outsider),
    operator: member(everybody.operator),
  };
  const { userId } = members.owner;
  await inTenant(db, { userId, tenantId, workspaceId }, async (tx) => {
    const others = (['admin', 'editor', 'viewer'] as const).map((role) => ({
      tenantId,
      workspaceId,
      userId: members[role].userId,
      role,
    }));
    await tx.insert(workspaceMembers).values(others);
    await tx.execute(sql`update workspaces set name = ${`${CANARY} workspace`}`);
    await tx.execute(sql`update tenants set name = ${`${CANARY} company`}`);
  });
  const team = workspaceRoles.map((role) => members[role].userId);
  for (const id of team) await db.update(users).set({ name: CANARY }).where(eq(users.id, id));
  const admin = postgres(house.database.ownerUrl, { max: 1, onnotice: () => undefined });

  const signIn = async (role: Role) => {
    const { cookie } = await newSession(role);
    const person = personWith(house, cookie.split(';')[0] ?? '');
    return Object.assign(person, members[role]);
  };
  const newSession = (role: Role) =>
    house.server.auth.createSession({
      userId: members[role].userId,
      userAgent: team.includes(members[role].userId) ? CANARY : null,
      address: null,
      now: new Date(),
    });

  return {
    tenantId,
    workspaceId,
    members,
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
    async makeChat(role, { isDeleted = false } = {}) {
      const place = { ...members[role], tenantId: await tenantOf(members[role].workspaceId) };
      const text =
        role === 'outsider' || role === 'operator' ? 'a stranger to the company' : CANARY;
      return inTenant(db, place, (tx) => writeChat(tx, place, { text, isDeleted }));
    },
    setRole: (who, role) =>
      inTenant(db, { userId, tenantId, workspaceId }, async (tx) => {
        const place = { tenantId, workspaceId, userId: members[who].userId };
        await tx.delete(workspaceMembers).where(eq(workspaceMembers.userId, place.userId));
        if (role !== null) await tx.insert(workspaceMembers).values({ ...place, role });
      }),
    digests: () => digestAll(admin, tenantId, team),
    close: () => admin.end(),
  };
}

async function writeChat(
  tx: Tx,
  { tenantId, workspaceId, userId }: Member & { tenantId: string },
  { text, isDeleted }: { text: string; isDeleted: boolean },
): Promise<Chat> {
  const place = { tenantId, workspaceId };
  const [conversationId, turnId, answerId] = [randomUUID(), randomUUID(), randomUUID()];
  const now = new Date();
  const deletedAt = isDeleted ? now : null;
  await tx
    .insert(conversations)
    .values({ ...place, id: conversationId, userId, title: text, deletedAt });
  await tx.insert(messages).values({
    ...place,
    id: turnId,
    conversationId,
    role: 'user',
    text: `${text} ${SHORT}`,
    position: 1,
  });
  await tx.insert(turns).values({
    ...place,
    id: turnId,
    conversationId,
    userId,
    userMessageId: turnId,
    assistantMessageId: answerId,
    modelId: MODEL_ID,
    status: 'finished',
    startedAt: now,
    closedAt: now,
  });
  await tx.insert(messages).values({
    ...place,
    id: answerId,
    conversationId,
    role: 'assistant',
    text,
    turnId,
    position: 2,
  });
  await tx.insert(turnParts).values({ ...place, turnId, seq: 1, kind: 'text', text });
  return { conversationId, turnId };
}

/**
 * One md5 a table over the rows of a tenant (as geko_system) and of its people (as the owner). New
 * tables join by themselves, since the columns say which rows are whose.
 */
async function digestAll(
  admin: postgres.Sql,
  tenantId: string,
  team: string[],
): Promise<Record<string, string>> {
  const tables = await admin<{ name: string; column: string }[]>`
    select c.relname as name, a.attname as column from pg_class c
    join pg_attribute a on a.attrelid = c.oid and a.attname = case c.relname
      when 'tenants' then 'id' when 'users' then 'id' when 'sessions' then 'user_id' else 'tenant_id' end
    where c.relkind = 'r' and c.relnamespace = 'public'::regnamespace order by 1`;
  const digests: Record<string, string> = {};
  for (const { name, column } of tables) {
    const isPeople = column === 'user_id' || name === 'users';
    const ids = isPeople ? team : [tenantId];
    const [row] = await admin.begin(async (tx) => {
      if (!isPeople) await tx`set local role geko_system`;
      return tx<{ digest: string | null; rows: number }[]>`
        select md5(string_agg(t::text, '|' order by t::text)) as digest, count(*)::int as rows
        from ${tx(name)} t where ${tx(column)} = any(${ids}::uuid[])`;
    });
    digests[name] = `${row?.rows ?? 0} rows ${row?.digest ?? ''}`;
  }
  return digests;
}
