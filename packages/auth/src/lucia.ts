import { createHash, randomUUID } from 'node:crypto';
import { and, desc, eq, gt, ne, sql } from 'drizzle-orm';
import { generateIdFromEntropySize, Lucia, TimeSpan } from 'lucia';
import { isUuid } from '@geko/contracts/ids';
import { SESSION_COOKIE } from '@geko/contracts/session-cookie';
import type { Db, Tx } from '@geko/db/client';
import { sessions } from '@geko/db/schema/identity';
import { isToken, readSessionCookie } from './read-session-cookie.ts';
import { createSessionAdapter, deleteByPublicId, findByPublicId } from './session-adapter.ts';
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
    /** The transaction that it belongs to; none = one of its own. */
    tx?: Tx;
  }): Promise<{ token: string; publicId: string; cookie: string }>;
  /** Null for a token that is garbled, unknown, revoked or expired. Throws only when the database does. */
  validateSession(token: string): Promise<ValidSession | null>;
  /** The live session behind an access token; null when it has ended, or moved on to another version. */
  findSession(ref: {
    publicId: string;
    userId: string;
    version: number;
  }): Promise<Omit<ValidSession, 'renewedCookie'> | null>;
  /** Ends one session of this person; false when they have no such session. */
  revoke(publicId: string, userId: string, tx?: Tx): Promise<boolean>;
  /** Ends all sessions of this person but one (null = all of them); says how many. */
  revokeOthers(options: { userId: string; keepPublicId: string | null; tx?: Tx }): Promise<number>;
  /** Steps a session's version up: access tokens minted before are refused from now on. */
  stepVersion(publicId: string, tx: Tx): Promise<void>;
  /** The live sessions of a person, newest first. */
  listSessions(userId: string, tx?: Tx): Promise<SessionListing[]>;
  /** The Set-Cookie value that makes a browser forget. */
  blankCookie(): string;
  /** The token in a Cookie header, or null. */
  readToken(cookieHeader: string | null): string | null;
};

/** 30 days, prolonged by use in their second half. */
const LIFETIME = new TimeSpan(30, 'd');
const TOKEN_BYTES = 25;
const MOST_USER_AGENT = 300;

function createLucia(db: Db | Tx, isSecure: boolean) {
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
    async createSession({ userId, userAgent, address, now, tx }) {
      const token = generateIdFromEntropySize(TOKEN_BYTES);
      const publicId = randomUUID();
      const facts: SessionFacts = {
        publicId,
        userAgent: userAgent?.slice(0, MOST_USER_AGENT) ?? null,
        address,
        version: 1,
        createdAt: now,
      };
      const within = tx === undefined ? lucia : createLucia(tx, isSecure);
      await within.createSession(userId, facts, { sessionId: hashToken(token) });
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
    findSession: (ref) => findByPublicId(db, ref),
    revoke: async (publicId, userId, tx) =>
      isUuid(publicId) &&
      isUuid(userId) &&
      (await deleteByPublicId(tx ?? db, { publicId, userId })),
    async revokeOthers({ userId, keepPublicId, tx }) {
      const others = keepPublicId === null ? undefined : ne(sessions.publicId, keepPublicId);
      const gone = await (tx ?? db)
        .delete(sessions)
        .where(and(eq(sessions.userId, userId), others))
        .returning({ id: sessions.id });
      return gone.length;
    },
    async stepVersion(publicId, tx) {
      await tx
        .update(sessions)
        .set({ version: sql`${sessions.version} + 1` })
        .where(eq(sessions.publicId, publicId));
    },
    listSessions: (userId, tx) =>
      (tx ?? db)
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
