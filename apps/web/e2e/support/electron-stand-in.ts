import type { Page } from 'playwright';
import { SESSION_COOKIE } from '@geko/contracts/session-cookie';
import { bundlePreload } from '@geko/desktop/build/bundle';
import type { SessionFetch } from '@geko/desktop/main/ask-server';
import type { CookieJar } from '@geko/desktop/main/session';
import type { ShellParts } from '@geko/desktop/main/shell';
import { fakeJar } from '@geko/desktop/testing/fake-jar';
import type { FakePort } from '@geko/desktop/testing/fake-port';
import type { Visitor } from './visitor.ts';

let bundled: Promise<string> | undefined;

/** What the pages have of Electron, around the preload: what Electron's own modules are to it. */
const standIn = (preload: string) => `
if (window === window.top) {
  const listeners = new Map();
  const of = (channel) => listeners.get(channel) ?? listeners.set(channel, new Set()).get(channel);
  const electron = {
    contextBridge: {
      exposeInMainWorld: (name, api) => Object.defineProperty(window, name, { value: api }),
    },
    ipcRenderer: {
      invoke: (channel, ...args) => window.gekoInvoke(channel, ...args),
      on: (channel, listener) => of(channel).add(listener),
      removeListener: (channel, listener) => of(channel).delete(listener),
    },
  };
  window.gekoHear = (channel, payload) => {
    for (const listener of of(channel)) listener({}, payload);
  };
  ((require) => {
${preload}
  })(() => electron);
}`;

/** Gives a page the preload as it is shipped; what it asks goes to the handlers of this process. */
export async function runPreload(page: Page, port: FakePort): Promise<void> {
  await page.exposeBinding(
    'gekoInvoke',
    async ({ page: sender, frame }, channel: string, ...args: unknown[]) =>
      await port.send(
        channel,
        { sender, senderFrame: { url: frame.url(), parent: frame.parentFrame() } },
        ...args,
      ),
  );
  bundled ??= bundlePreload();
  await page.addInitScript(standIn(await bundled));
}

/** An event of the main process. A page that is being left hears nothing, as in Electron. */
export async function tellPage(page: Page, channel: string, payload: unknown): Promise<void> {
  await page
    .evaluate(
      ([to, told]) => {
        const { gekoHear } = window as { gekoHear?: (channel: string, payload: unknown) => void };
        gekoHear?.(to, told);
      },
      [channel, payload] as const,
    )
    .catch(() => undefined);
}

/** The cookies of a visitor's profile, as those of an in-memory partition. */
export function jarOf({ context, page, house }: Visitor): CookieJar {
  const { hostname: domain } = new URL(house.url);
  return {
    async set({ name, value, url, httpOnly, secure, expirationDate = -1 }) {
      await context.addCookies([
        { name, value, url, httpOnly, secure, sameSite: 'Lax', expires: expirationDate },
      ]);
    },
    remove: (_, name) => context.clearCookies({ name }),
    // Playwright tells of no cookies: they are looked at whenever an answer or a page may have changed them.
    on(_, listener) {
      let known = '';
      const look = async () => {
        const all = await context.cookies(house.url);
        const own = all.find(({ name }) => name === SESSION_COOKIE);
        const { value = '', expires: expirationDate = 0 } = own ?? {};
        if (value === known) return;
        known = value;
        const cookie = { name: SESSION_COOKIE, value, domain, expirationDate };
        listener({}, cookie, 'explicit', own === undefined);
      };
      // A profile that is being closed has none any more.
      const lookAgain = () => void look().catch(() => undefined);
      page.on('framenavigated', lookAgain);
      page.on('response', (response) => {
        if ('set-cookie' in response.headers()) lookAgain();
      });
    },
  };
}

/** Cookies that no page has, and what asks the server with them. */
export function leavingOf(network: { isCut: boolean }): ShellParts['leaving'] {
  const jar = fakeJar();
  const ask: SessionFetch = async (url, init) => {
    if (network.isCut) throw new TypeError('net::ERR_INTERNET_DISCONNECTED');
    const headers = new Headers(init.headers);
    const pairs = [...jar.all.values()].map(({ name, value }) => `${name}=${value}`);
    headers.set('cookie', pairs.join('; '));
    return await fetch(url, { ...init, headers });
  };
  return { jar, fetch: ask };
}

/** What the main process asks of the server, with the cookies of the visitor's profile. */
export function fetchOf({ context }: Visitor, network: { isCut: boolean }): SessionFetch {
  return async (url, { method = 'GET', headers, body }) => {
    if (network.isCut) throw new TypeError('net::ERR_INTERNET_DISCONNECTED');
    const response = await context.request.fetch(url, {
      method,
      headers: Object.fromEntries(new Headers(headers)),
      ...(typeof body === 'string' && { data: body }),
      maxRedirects: 0,
    });
    return new Response(new Uint8Array(await response.body()), { status: response.status() });
  };
}
