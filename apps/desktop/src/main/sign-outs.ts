import { SESSION_COOKIE } from '@geko/contracts/session-cookie';
import { ServerRefusal, type Server } from './ask-server.ts';
import { createOrder } from './in-order.ts';
import { backoffMs } from './reconnect.ts';
import type { CookieJar } from './session.ts';
import { sessionCookie } from './session-cookie.ts';

export type SignOuts = {
  /** Ends a session at the server. Resolves after the first try; while the server is away others follow, as long as the app runs. */
  end(token: string): Promise<void>;
  /** Tries what is waiting at once. */
  now(): Promise<void>;
  stop(): void;
};

/** What is refused for good: the session is over, or was never one. */
const isOver = (error: unknown): boolean =>
  error instanceof ServerRefusal && (error.status === 401 || error.status === 403);

/**
 * Ends sessions that this machine has forgotten already. Their tokens are in this process' memory only, and travel by a cookie
 * jar of their own, so that whoever signs in meanwhile is none of their business. server: that asks with this jar.
 */
export function createSignOuts({
  jar,
  server,
  origin,
  onError,
}: {
  jar: Pick<CookieJar, 'set' | 'remove'>;
  server: Pick<Server, 'call'>;
  origin: string;
  onError: (error: unknown) => void;
}): SignOuts {
  const waiting = new Set<string>();
  const inOrder = createOrder();
  let later: NodeJS.Timeout | undefined;
  let tries = 0;

  async function endOne(token: string): Promise<void> {
    try {
      await jar.set(sessionCookie(origin, { value: token, expiresAt: null }));
      await server.call('auth.logout', null);
      waiting.delete(token);
    } catch (error) {
      onError(error);
      if (isOver(error)) waiting.delete(token);
    } finally {
      await jar.remove(origin, SESSION_COOKIE);
    }
  }

  async function endAll(): Promise<void> {
    clearTimeout(later);
    for (const token of waiting) await endOne(token);
    if (waiting.size === 0) {
      tries = 0;
      return;
    }
    later = setTimeout(() => void now(), backoffMs(tries));
    later.unref();
    tries += 1;
  }
  const now = () => inOrder(endAll);

  return {
    async end(token) {
      waiting.add(token);
      await now();
    },
    now,
    stop() {
      waiting.clear();
      clearTimeout(later);
    },
  };
}
