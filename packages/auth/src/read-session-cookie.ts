import { SESSION_COOKIE } from '@geko/contracts/session-cookie';

/** How a token looks: 25 random bytes in lower-case base 32, as Lucia makes them. */
const TOKEN = /^[a-z2-7]{40}$/u;

/** Whether a text could be a token of ours; anything else needs no look into the database. */
export function isToken(text: string): boolean {
  return TOKEN.test(text);
}

/**
 * The session token of a Cookie header, or null. Lucia's own parser decodes every cookie of the
 * host and throws when some other program's cookie is malformed; ours looks at its own only.
 */
export function readSessionCookie(header: string | null): string | null {
  for (const pair of header?.split(';') ?? []) {
    const [name, value] = pair.split('=');
    if (name?.trim() !== SESSION_COOKIE) continue;
    const token = value?.trim() ?? '';
    if (isToken(token)) return token;
  }
  return null;
}
