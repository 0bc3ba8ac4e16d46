import { createHash, randomUUID } from 'node:crypto';
import { and, desc, eq, gt, ne, sql } from 'drizzle-orm';
import { generateIdFromEntropySize, Lucia, TimeSpan } from 'lucia';
import { isUuid } from '@geko/contracts/ids';
import type { Db } from '@geko/db/client';
import { sessions } from '@geko/db/schema/identity';
import { isToken, readSessionCookie, SESSION_COOKIE } from './read-session-cookie.ts';
import { createSessionAdapter, deleteByPublicId } from './session-adapter.ts';
import type { SessionFacts, UserFacts } from './session-adapter.ts';

declare module 'lucia' {
  interface Register {
    Lucia: ReturnType<typeof createLucia>;
    DatabaseSessionAttributes: SessionFacts;
    DatabaseUserAttributes: UserFacts;
  }
}

/** Whom a cookie stands for. `session.id` is the stored hash; lists and buttons use `publicId`. */
export type ValidSession = {
  session: {
    id: string;
    publicId: string;
    userId: string;
    version: number;
    createdAt: Date;
    expiresAt: Date;
  };
  user: { id: string } & UserFacts;
  /** A Set-Cookie value to send along when the session was just prolonged. */
  renewedCookie: string | null;
};

export type SessionListing = Omit<SessionFacts, 'version'> & { expiresAt: Date };

export type Auth = {
  /** Signs a person in. The token is only ever in the cookie; the row keeps its SHA-256. */
  createSession(options: {
    userId: string;
    userAgent: string | null;
    address: string | null;
    now: Date;
  }): Promise<{ token: string; publicId: string; cookie: string }>;
  /** Null for a token that is garbled, unknown, revoked or expired. Throws only when the database does. */
  validateSession(token: string): Promise<ValidSession | null>;
  /** Ends one session of this person; false when they have no such session. */
  revoke(publicId: string, userId: string): Promise<boolean>;
  /** Ends all sessions of this person but one; says how many. */
  revokeOthers(options: { userId: string; keepPublicId: string }): Promise<number>;
  /** The live sessions of a person, newest first. */
  listSessions(userId: string): Promise<SessionListing[]>;
  /** The Set-Cookie value that makes a browser forget. */
  blankCookie(): string;
  /** The token in a Cookie header, or null. */
  readToken(cookieHeader: string | null): string | null;
};

/** 30 days, prolonged by use in their second half. */
const LIFETIME = new TimeSpan(30, 'd');
const TOKEN_BYTES = 25;
const MOST_USER_AGENT = 300;

function createLucia(db: Db, isSecure: boolean) {
  return new Lucia(createSessionAdapter(db), {
    sessionExpiresIn: LIFETIME,
    sessionCookie: {
      name: SESSION_COOKIE,
      attributes: { secure: isSecure, sameSite: 'lax', path: '/' },
    },
    getSessionAttributes: (facts: SessionFacts) => facts,
    getUserAttributes: (facts: UserFacts) => facts,
  });
}

const hashToken = (token: string): string => createHash('sha256').update(token).digest('hex');

/**
 * Sessions by Lucia; no other file knows it. isSecure: whether people reach Geko by https, so that
 * the cookie never travels in the clear. Expiry follows the system clock, since Lucia reads it.
 */
export function createAuth({ db, isSecure }: { db: Db; isSecure: boolean }): Auth {
  const lucia = createLucia(db, isSecure);
  const cookieOf = (token: string) => lucia.createSessionCookie(token).serialize();
  return {
    async createSession({ userId, userAgent, address, now }) {
      const token = generateIdFromEntropySize(TOKEN_BYTES);
      const publicId = randomUUID();
      const facts: SessionFacts = {
        publicId,
        userAgent: userAgent?.slice(0, MOST_USER_AGENT) ?? null,
        address,
        version: 1,
        createdAt: now,
      };
      await lucia.createSession(userId, facts, { sessionId: hashToken(token) });
      return { token, publicId, cookie: cookieOf(token) };
    },
    async validateSession(token) {
      if (!isToken(token)) return null;
      const { session, user } = await lucia.validateSession(hashToken(token));
      if (session === null) return null;
      const { id, publicId, userId, version, createdAt, expiresAt, fresh } = session;
      return {
        session: { id, publicId, userId, version, createdAt, expiresAt },
        user,
        renewedCookie: fresh ? cookieOf(token) : null,
      };
    },
    revoke: async (publicId, userId) =>
      isUuid(publicId) && isUuid(userId) && (await deleteByPublicId(db, { publicId, userId })),
    async revokeOthers({ userId, keepPublicId }) {
      const gone = await db
        .delete(sessions)
        .where(and(eq(sessions.userId, userId), ne(sessions.publicId, keepPublicId)))
        .returning({ id: sessions.id });
      return gone.length;
    },
    listSessions: (userId) =>
      db
        .select({
          publicId: sessions.publicId,
          userAgent: sessions.userAgent,
          address: sessions.address,
          createdAt: sessions.createdAt,
          expiresAt: sessions.expiresAt,
        })
        .from(sessions)
        .where(and(eq(sessions.userId, userId), gt(sessions.expiresAt, sql`now()`)))
        .orderBy(desc(sessions.createdAt), desc(sessions.publicId)),
    blankCookie: () => lucia.createBlankSessionCookie().serialize(),
    readToken: readSessionCookie,
  };
}
