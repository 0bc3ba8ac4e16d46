import { createHash, createPrivateKey, createPublicKey, type KeyObject } from 'node:crypto';
import { exportJWK, jwtVerify, SignJWT } from 'jose';
import { OfflineClaims, type LicenceKeySet } from '@geko/contracts/licences';

const ALGORITHM = 'EdDSA';
const TYPE = 'geko-licence+jwt';
/** RFC 8410: what stands before the 32 bytes of an Ed25519 key in PKCS #8. */
const PKCS8_HEAD = Buffer.from('302e020100300506032b657004220420', 'hex');

/** What offline tokens are signed with, and the issuer (the installation's address) that they name. */
export type LicenceSigner = { key: KeyObject; publicKey: KeyObject; keyId: string; issuer: string };

/** The key pair of 32 secret bytes (Secrets.licenceSigningSeed): the same on every replica, kept nowhere. */
export function licenceSigner(seed: Uint8Array, issuer: string): LicenceSigner {
  const key = createPrivateKey({
    key: Buffer.concat([PKCS8_HEAD, seed]),
    format: 'der',
    type: 'pkcs8',
  });
  const publicKey = createPublicKey(key);
  const der = publicKey.export({ format: 'der', type: 'spki' });
  const keyId = createHash('sha256').update(der).digest('base64url').slice(0, 16);
  return { key, publicKey, keyId, issuer };
}

/** A token that a device keeps and checks by itself while it is offline. */
export function signOfflineToken(
  { key, keyId, issuer }: LicenceSigner,
  { sub, iat, exp, ...claims }: OfflineClaims,
): Promise<string> {
  return new SignJWT(claims)
    .setProtectedHeader({ alg: ALGORITHM, typ: TYPE, kid: keyId })
    .setSubject(sub)
    .setIssuer(issuer)
    .setIssuedAt(iat)
    .setExpirationTime(exp)
    .sign(key);
}

/**
 * What a device makes of a token that it kept: good, in its grace (online again soon, or it stops), or nothing; also
 * nothing for one that somebody else signed, or that is another device's.
 */
export async function readOfflineToken(
  { publicKey, issuer }: Pick<LicenceSigner, 'publicKey' | 'issuer'>,
  token: string,
  { deviceId, now }: { deviceId: string; now: Date },
): Promise<{ claims: OfflineClaims; isInGrace: boolean } | null> {
  try {
    // Its own end is judged below: a grace comes after it.
    const { payload } = await jwtVerify(token, publicKey, {
      algorithms: [ALGORITHM],
      typ: TYPE,
      issuer,
      currentDate: new Date(0),
    });
    const claims = OfflineClaims.parse(payload);
    const seconds = now.getTime() / 1000;
    if (claims.device !== null && claims.device !== deviceId) return null;
    if (seconds < claims.iat - CLOCK_SKEW_SECONDS || seconds >= claims.grace) return null;
    return { claims, isInGrace: seconds >= claims.exp };
  } catch {
    return null;
  }
}

/** A device's clock may be so far behind. */
const CLOCK_SKEW_SECONDS = 300;

/** The public half, as GET /api/v1/licence/keys serves it. */
export async function licenceKeySet({ publicKey, keyId }: LicenceSigner): Promise<LicenceKeySet> {
  const { x = '' } = await exportJWK(publicKey);
  return { keys: [{ kty: 'OKP', crv: 'Ed25519', x, kid: keyId, alg: 'EdDSA', use: 'sig' }] };
}
