import { and, eq, gt, inArray, lte, sql } from 'drizzle-orm';
import type { Adapter, DatabaseSession, DatabaseUser } from 'lucia';
import type { Db, Tx } from '@geko/db/client';
import { sessions, users } from '@geko/db/schema/identity';
import { together } from '@geko/db/together';

/** What a session keeps besides its id, owner and expiry. */
export type SessionFacts = {
  publicId: string;
  userAgent: string | null;
  address: string | null;
  version: number;
  createdAt: Date;
};

/** What a validated session says about its person. */
export type UserFacts = {
  email: string;
  name: string;
  platformRole: 'user' | 'support' | 'operator';
  avatarId: string | null;
  locale: 'en' | 'de';
  timeZone: string | null;
  emailVerifiedAt: Date | null;
  deleteAfter: Date | null;
  lastWorkspaceId: string | null;
};

const userFacts = {
  id: users.id,
  email: users.email,
  name: users.name,
  platformRole: users.platformRole,
  avatarId: users.avatarId,
  locale: users.locale,
  timeZone: users.timeZone,
  emailVerifiedAt: users.emailVerifiedAt,
  deleteAfter: users.deleteAfter,
  lastWorkspaceId: users.lastWorkspaceId,
};

type SessionRow = typeof sessions.$inferSelect;

const toDatabaseSession = (row: SessionRow): DatabaseSession => {
  const { id, userId, expiresAt, ...attributes } = row;
  return { id, userId, expiresAt, attributes };
};

/** Lucia's storage over our own tables; sessions and their people that are asked for at the same time are read by one query. */
export function createSessionAdapter(db: Db | Tx): Adapter {
  const find = together(
    async (ids: readonly string[]) => {
      const rows = await db
        .select({ session: sessions, user: userFacts })
        .from(sessions)
        .innerJoin(users, eq(users.id, sessions.userId))
        .where(inArray(sessions.id, [...ids]));
      const byId = new Map(rows.map((row) => [row.session.id, row]));
      return ids.map((id) => byId.get(id));
    },
    (id) => id,
  );
  return {
    async getSessionAndUser(sessionId): Promise<[DatabaseSession | null, DatabaseUser | null]> {
      const row = await find(sessionId);
      if (row === undefined) return [null, null];
      const { id, ...attributes } = row.user;
      return [toDatabaseSession(row.session), { id, attributes }];
    },
    async getUserSessions(userId) {
      const rows = await db.select().from(sessions).where(eq(sessions.userId, userId));
      return rows.map(toDatabaseSession);
    },
    async setSession({ id, userId, expiresAt, attributes }) {
      await db.insert(sessions).values({ id, userId, expiresAt, ...attributes });
    },
    async updateSessionExpiration(sessionId, expiresAt) {
      await db.update(sessions).set({ expiresAt }).where(eq(sessions.id, sessionId));
    },
    async deleteSession(sessionId) {
      await db.delete(sessions).where(eq(sessions.id, sessionId));
    },
    async deleteUserSessions(userId) {
      await db.delete(sessions).where(eq(sessions.userId, userId));
    },
    async deleteExpiredSessions() {
      await db.delete(sessions).where(lte(sessions.expiresAt, sql`now()`));
    },
  };
}

/** Ends one session of a person by the name that lists show; false when there is no such session. */
export async function deleteByPublicId(
  db: Db | Tx,
  { publicId, userId }: { publicId: string; userId: string },
): Promise<boolean> {
  const gone = await db
    .delete(sessions)
    .where(and(eq(sessions.publicId, publicId), eq(sessions.userId, userId)))
    .returning({ id: sessions.id });
  return gone.length > 0;
}

/** The live session of this person by the name and version that an access token carries, and its person. */
export async function findByPublicId(
  db: Db,
  { publicId, userId, version }: { publicId: string; userId: string; version: number },
): Promise<{ session: SessionRow; user: { id: string } & UserFacts } | null> {
  const [row] = await db
    .select({ session: sessions, user: userFacts })
    .from(sessions)
    .innerJoin(users, eq(users.id, sessions.userId))
    .where(
      and(
        eq(sessions.publicId, publicId),
        eq(sessions.userId, userId),
        eq(sessions.version, version),
        gt(sessions.expiresAt, sql`now()`),
      ),
    );
  return row ?? null;
}
