import { randomBytes } from 'node:crypto';
import { hashToken } from './secrets.ts';

const PREFIX = 'gk_';
const SECRET_BYTES = 32;
/** What a key looks like; whatever looks otherwise is somebody's access token, or nothing. */
const SHAPE = /^gk_[A-Za-z0-9_-]{43}$/u;

/** A new key of 256 random bits: its secret, told once; the hash by which it is found; what people know it by. */
export function newApiKey(): { secret: string; keyHash: string; lastFour: string } {
  const secret = `${PREFIX}${randomBytes(SECRET_BYTES).toString('base64url')}`;
  return { secret, keyHash: hashToken(secret), lastFour: secret.slice(-4) };
}

/** Whether a bearer's token is meant to be a key. */
export function looksLikeApiKey(token: string): boolean {
  return token.startsWith(PREFIX);
}

/** The hash by which a key is found, of its whole secret; of anything else the hash of what nobody has. */
export function hashApiKey(secret: string): string {
  return hashToken(SHAPE.test(secret) ? secret : PREFIX);
}
