import { readAccessToken } from '@geko/auth/access-token';
import type { ValidSession } from '@geko/auth/lucia';
import type { Deps, Principal } from '../deps.ts';

type Known = { principal: Principal; renewedCookie: string | null };

/**
 * The principal of a session cookie or an access token (`Authorization: Bearer`), and the cookie to send when the
 * session was prolonged. A request that shows a token is judged by that alone.
 */
export async function authenticate(
  deps: Pick<Deps, 'auth' | 'secrets' | 'publicUrl' | 'now'>,
  cookieHeader: string | null,
  authorization: string | null = null,
): Promise<Known | null> {
  const bearer = readBearer(authorization);
  if (bearer !== null) return authenticateToken(deps, bearer);
  const token = deps.auth.readToken(cookieHeader);
  return token === null ? null : authenticateSession(deps, token);
}

/** The principal of a session by its token. */
export async function authenticateSession(
  { auth }: Pick<Deps, 'auth'>,
  token: string,
): Promise<Known | null> {
  const found = await auth.validateSession(token);
  if (found === null) return null;
  return { principal: toPrincipal(found, null), renewedCookie: found.renewedCookie };
}

/** The token of an Authorization header; null = it shows none. Other schemes are not ours to judge. */
export function readBearer(authorization: string | null): string | null {
  return /^bearer +(\S*) *$/iu.exec(authorization ?? '')?.[1] ?? null;
}

/** The session is looked up at each request: a token dies with it, at once. */
async function authenticateToken(
  deps: Pick<Deps, 'auth' | 'secrets' | 'publicUrl' | 'now'>,
  token: string,
): Promise<Known | null> {
  const key = deps.secrets.accessTokenKey;
  const claims = await readAccessToken({ key, issuer: deps.publicUrl, now: deps.now() }, token);
  if (claims === null) return null;
  const { sessionId: publicId, userId, sessionVersion: version, workspaceId } = claims;
  const found = await deps.auth.findSession({ publicId, userId, version });
  return found && { principal: toPrincipal(found, workspaceId), renewedCookie: null };
}

function toPrincipal(
  { session, user }: Pick<ValidSession, 'session' | 'user'>,
  onlyWorkspaceId: string | null,
): Principal {
  return {
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
    onlyWorkspaceId,
  };
}
