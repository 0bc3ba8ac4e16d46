import { countryOf } from '@geko/auth/country-of';
import type { Session } from '@geko/contracts/auth';
import type { Deps, Principal } from '../deps.ts';

/** Where the person is signed in, newest first. */
export async function listSessions(
  deps: Pick<Deps, 'auth'>,
  me: Pick<Principal, 'userId' | 'sessionId'>,
): Promise<Session[]> {
  const sessions = await deps.auth.listSessions(me.userId);
  return sessions.map(({ publicId, userAgent, address, createdAt, expiresAt }) => ({
    id: publicId,
    isCurrent: publicId === me.sessionId,
    userAgent,
    address,
    country: countryOf(address),
    createdAt: createdAt.toISOString(),
    expiresAt: expiresAt.toISOString(),
  }));
}
