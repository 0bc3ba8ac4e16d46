import type { Deps, Principal } from '../deps.ts';

/** The principal of a session cookie, and the cookie to send when the session was prolonged. */
export async function authenticate(
  deps: Pick<Deps, 'auth'>,
  cookieHeader: string | null,
): Promise<{ principal: Principal; renewedCookie: string | null } | null> {
  const token = deps.auth.readToken(cookieHeader);
  if (token === null) return null;
  const found = await deps.auth.validateSession(token);
  if (found === null) return null;
  const { session, user, renewedCookie } = found;
  return {
    principal: {
      userId: user.id,
      email: user.email,
      name: user.name,
      platformRole: user.platformRole,
      avatarId: user.avatarId,
      locale: user.locale,
      timeZone: user.timeZone,
      isEmailVerified: user.emailVerifiedAt !== null,
      deleteAfter: user.deleteAfter,
      lastWorkspaceId: user.lastWorkspaceId,
      sessionId: session.publicId,
      sessionVersion: session.version,
      signedInAt: session.createdAt,
      onlyWorkspaceId: null,
    },
    renewedCookie,
  };
}
