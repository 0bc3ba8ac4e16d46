import { jwtVerify, SignJWT } from 'jose';
import { isUuid } from '@geko/contracts/ids';

/** What an access token says: who, in which workspace, by which session. */
export type AccessTokenClaims = {
  userId: string;
  tenantId: string;
  workspaceId: string;
  /** As it was when the token was minted; what the role may do is looked up at each request. */
  roleId: string;
  /** The session's public id. */
  sessionId: string;
  sessionVersion: number;
};

/** Key, issuer (the installation's address) and time; see Secrets.accessTokenKey. */
export type AccessTokenContext = { key: Uint8Array; issuer: string; now: Date };

const LIFETIME_SECONDS = 15 * 60;
const AUDIENCE = 'geko-api';
const TYPE = 'at+jwt';
const ALGORITHM = 'HS256';

/** Signs a token for one workspace, good for 15 minutes (SPEC §3). */
export async function signAccessToken(
  { key, issuer, now }: AccessTokenContext,
  claims: AccessTokenClaims,
): Promise<{ token: string; expiresAt: Date }> {
  const issuedAt = Math.floor(now.getTime() / 1000);
  const expiresAt = issuedAt + LIFETIME_SECONDS;
  const token = await new SignJWT({
    tid: claims.tenantId,
    wid: claims.workspaceId,
    role: claims.roleId,
    sid: claims.sessionId,
    sv: claims.sessionVersion,
  })
    .setProtectedHeader({ alg: ALGORITHM, typ: TYPE })
    .setSubject(claims.userId)
    .setIssuer(issuer)
    .setAudience(AUDIENCE)
    .setIssuedAt(issuedAt)
    .setExpirationTime(expiresAt)
    .sign(key);
  return { token, expiresAt: new Date(expiresAt * 1000) };
}

/** The claims of a token signed here, or null for one that is garbled, foreign, expired or older than 15 minutes. */
export async function readAccessToken(
  { key, issuer, now }: AccessTokenContext,
  token: string,
): Promise<AccessTokenClaims | null> {
  try {
    const { payload } = await jwtVerify(token, key, {
      algorithms: [ALGORITHM],
      typ: TYPE,
      issuer,
      audience: AUDIENCE,
      currentDate: now,
      maxTokenAge: LIFETIME_SECONDS,
      requiredClaims: ['sub', 'exp', 'iat'],
    });
    const { sub, tid, wid, role, sid, sv } = payload;
    if (!isId(sub) || !isId(tid) || !isId(wid) || !isId(sid)) return null;
    if (typeof role !== 'string' || typeof sv !== 'number') return null;
    return {
      userId: sub,
      tenantId: tid,
      workspaceId: wid,
      roleId: role,
      sessionId: sid,
      sessionVersion: sv,
    };
  } catch {
    return null;
  }
}

const isId = (value: unknown): value is string => typeof value === 'string' && isUuid(value);
