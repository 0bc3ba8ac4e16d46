import { createHash, randomBytes, timingSafeEqual } from 'node:crypto';
import type { DesktopInfo } from '@geko/contracts/desktop';
import type { Server } from './ask-server.ts';

/** How long somebody may take in the browser. */
const LIFE_MS = 10 * 60_000;

const secret = () => randomBytes(32).toString('base64url');

/** The S256 challenge of a verifier (RFC 7636). */
export const challengeOf = (verifier: string): string =>
  createHash('sha256').update(verifier).digest('base64url');

function isSame(a: string, b: string): boolean {
  const [left, right] = [Buffer.from(a), Buffer.from(b)];
  return left.length === right.length && timingSafeEqual(left, right);
}

export type BrowserSignIn = {
  /** Begins a sign-in: the address to open in the system's browser. What was begun before is over. */
  begin(): string;
  /** Ends the one that was begun here, by what the browser brings back. False for any other; the session's cookie comes by itself. */
  finish(brought: { code: string; state: string }): Promise<boolean>;
};

/**
 * Sign-in by the system's browser (PKCE, RFC 7636 and 8252): the verifier never leaves this process, so whoever catches the link
 * back has a code that is of no use.
 */
export function createBrowserSignIn({
  origin,
  info,
  server,
  now,
}: {
  origin: string;
  info: DesktopInfo;
  server: Server;
  /** Milliseconds from any fixed point. */
  now: () => number;
}): BrowserSignIn {
  let begun: { verifier: string; state: string; at: number } | null = null;
  return {
    begin() {
      begun = { verifier: secret(), state: secret(), at: now() };
      const url = new URL('/desktop/sign-in', origin);
      url.search = new URLSearchParams({
        challenge: challengeOf(begun.verifier),
        state: begun.state,
        device: info.deviceId,
        name: info.deviceName,
      }).toString();
      return url.href;
    },
    async finish({ code, state }) {
      const its = begun;
      if (its === null || !isSame(its.state, state)) return false;
      begun = null;
      if (now() - its.at > LIFE_MS) return false;
      const { deviceId: device, deviceName } = info;
      await server.call('auth.signInDesktop', { code, verifier: its.verifier, device, deviceName });
      return true;
    },
  };
}
