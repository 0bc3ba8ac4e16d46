import type { CookieJar } from '../main/session.ts';

type Listener = Parameters<CookieJar['on']>[1];
type Set = Parameters<CookieJar['set']>[0];

/** The cookies of an in-memory partition without Electron. */
export type FakeJar = CookieJar & {
  all: Map<string, Set>;
  /** As when an answer of the server sets or removes one. */
  change(
    cookie: { name: string; value: string; domain: string; expirationDate?: number },
    cause?: string,
    isRemoved?: boolean,
  ): void;
};

export function fakeJar(): FakeJar {
  const all = new Map<string, Set>();
  const listeners: Listener[] = [];
  const change: FakeJar['change'] = (cookie, cause = 'explicit', isRemoved = false) => {
    for (const listener of listeners) listener({}, cookie, cause, isRemoved);
  };
  return {
    all,
    change,
    set(cookie) {
      all.set(cookie.name, cookie);
      const { name, value, url } = cookie;
      change({ name, value, domain: new URL(url).hostname });
      return Promise.resolve();
    },
    remove(url, name) {
      const was = all.get(name);
      all.delete(name);
      if (was !== undefined) {
        change({ name, value: was.value, domain: new URL(url).hostname }, 'explicit', true);
      }
      return Promise.resolve();
    },
    on: (_, listener) => listeners.push(listener),
  };
}
