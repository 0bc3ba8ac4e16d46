import { challengeOf } from '@geko/auth/pkce';
import { desktopAgent } from '@geko/contracts/desktop-agent';
import type { SignInDesktop } from '@geko/contracts/desktop-sign-in';
import type { Deps } from '../deps.ts';
import { desktopBond } from './approve-desktop.ts';
import { boundToken, takeToken } from './one-time-token.ts';
import { startSession } from './start-session.ts';
import { addressOf, type SignInOutcome, type Visitor } from './visitor.ts';

/**
 * Signs in the desktop app by the code that its person's browser brought back. The session is one of its own, listed under the
 * machine's name; what a wrong verifier or device asks for is not there, like a code that was used.
 * @throws AppError LINK_INVALID, RATE_LIMITED
 */
export async function signInDesktop(
  deps: Pick<
    Deps,
    'db' | 'auth' | 'rateLimits' | 'secrets' | 'mail' | 'publicUrl' | 'now' | 'newId'
  >,
  { request }: Visitor,
  { code, verifier, device, deviceName }: SignInDesktop,
): Promise<SignInOutcome<{ ok: true }>> {
  // A session that is there already is not this one's to end: nobody is asked who it belongs to.
  const visitor: Visitor = {
    request: { ...request, userAgent: desktopAgent(deviceName) },
    principal: null,
  };
  await deps.rateLimits.consume('loginByAddress', addressOf(visitor));
  const token = boundToken(code, desktopBond({ challenge: challengeOf(verifier), device }));
  const cookie = await deps.db.transaction(async (tx) => {
    const kinds = ['desktop_sign_in'] as const;
    const { userId } = await takeToken(tx, { token, kinds, now: deps.now() });
    return startSession(tx, deps, visitor, { userId });
  });
  return { result: { ok: true }, cookie };
}
