import { join } from 'node:path';
import type {
  DesktopEvent,
  DesktopInfo,
  DesktopNotice,
  desktopEvents,
} from '@geko/contracts/desktop';
import type { z } from 'zod';
import type { LocalModels } from '@geko/local-models/local-models';
import { createServerDoor, type SessionFetch } from './ask-server.ts';
import { createBrowserSignIn } from './browser-sign-in.ts';
import type { DeepLink } from './deep-link.ts';
import type { Calls } from './ipc.ts';
import { openProfile } from './profile.ts';
import { createReconnect } from './reconnect.ts';
import { Refusal } from './refusal.ts';
import { keepSession, type CookieJar, type Vault } from './session.ts';
import { createSignOuts } from './sign-outs.ts';
import { startModels } from './start-models.ts';
import { openTurnFiles } from './turn-files.ts';
import { createTurns } from './turns.ts';
import type { Updates } from './updates.ts';

/** What people see of the shell; Electron's part of it. */
export type ShellView = {
  /** Shows a page of the server, such as "/w/acme". */
  load(path: string): void;
  /** Whether a page of the server is there to hear events. */
  isListening(): boolean;
  tell<E extends DesktopEvent>(event: E, payload: z.input<(typeof desktopEvents)[E]>): void;
  /** Brings the window to the front. */
  show(): void;
  notify(notice: DesktopNotice, onPress: () => void): void;
  setBadge(count: number): void;
  openExternal(url: string): void;
  /** Forgets what pages have stored: cookies, caches, databases. */
  clearPages(): Promise<void>;
};

export type ShellParts = {
  /** The server's, such as "https://geko.example". */
  origin: string;
  info: DesktopInfo;
  /** Where the person's things lie; one process has it to itself. */
  folder: string;
  models: LocalModels;
  jar: CookieJar;
  vault: Vault;
  fetch: SessionFetch;
  /** Cookies that no page has, and what asks with them: sessions that have left end by these. */
  leaving: { jar: Pick<CookieJar, 'set' | 'remove'>; fetch: SessionFetch };
  view: ShellView;
  updates: Updates;
  now: () => Date;
  onError: (error: unknown) => void;
};

export type Shell = {
  calls: Calls;
  /** Whether the session outlives the app; false where there is no keychain. */
  canKeepSession: boolean;
  /**
   * Shows the first page, signed in where somebody was, and starts the models that are installed. link: one that was pressed
   * while the app did not run.
   */
  start(link: DeepLink | null): Promise<void>;
  /** A link that was pressed outside of the app. */
  follow(link: DeepLink): Promise<void>;
  /** Shows the page that signs in by a licence key, which knows of this machine by its address. */
  signInByLicence(): void;
  /** The server cannot be reached; path: where the person was. */
  wentAway(path: string): void;
  close(): Promise<void>;
};

/** Everything that the shell does, without Electron. */
export async function openShell(parts: ShellParts): Promise<Shell> {
  const { origin, info, folder, models, view, updates, now, onError } = parts;
  const server = createServerDoor(parts.fetch, origin);
  const session = keepSession({
    jar: parts.jar,
    vault: parts.vault,
    folder,
    origin,
    nowSeconds: () => now().getTime() / 1_000,
    onError,
  });
  const signOuts = createSignOuts({
    jar: parts.leaving.jar,
    server: createServerDoor(parts.leaving.fetch, origin),
    origin,
    onError,
  });
  const signIn = createBrowserSignIn({ origin, info, server, now: () => now().getTime() });
  const profile = await openProfile(folder);
  const turns = createTurns({
    files: openTurnFiles(join(folder, 'turns')),
    models,
    profile: () => profile.get(),
    tell: {
      part: (told) => view.tell('turnPart', told),
      end: (turn) => view.tell('turnEnd', turn),
    },
    now,
    onError,
  });
  const reconnect = createReconnect({
    isUp: () => server.isUp(),
    // Who has left is signed out there before anybody goes on.
    onBack: (path) => void signOuts.now().finally(() => view.load(path)),
  });
  const stopWatching = models.watch((id, status) => view.tell('modelChanged', { id, status }));

  function openPath(path: string): void {
    if (view.isListening()) view.tell('opened', { path });
    else view.load(path);
    view.show();
  }

  async function signOut(): Promise<void> {
    // This machine forgets first, so that nothing of the person waits for the server here.
    const token = await session.forget();
    await turns.wipe();
    await profile.forget();
    await view.clearPages();
    view.setBadge(0);
    view.load('/sign-in');
    if (token !== null) await signOuts.end(token);
  }

  const calls: Calls = {
    getInfo: () => Promise.resolve(info),
    getProfile: () => Promise.resolve(profile.get()),
    tellProfile: (told) => profile.set(told),
    signInByBrowser() {
      view.openExternal(signIn.begin());
      return Promise.resolve();
    },
    signOut,
    listModels: () => models.list(),
    async installModel({ id }) {
      // Unknown ones are refused here; how it goes is told by events.
      await models.status(id);
      if (profile.get()?.workspaces.every(({ mayUseLocalModels }) => !mayUseLocalModels) ?? false) {
        throw new Refusal('Your workspaces do not allow models on your own machine.');
      }
      models.install(id).catch(onError);
    },
    pauseModel: ({ id }) => models.pause(id),
    cancelModel: ({ id }) => models.cancel(id),
    removeModel: ({ id }) => models.remove(id),
    startTurn: (request) => turns.start(request),
    stopTurn: (ref) => Promise.resolve(turns.stop(ref)),
    listTurns: () => turns.list(),
    forgetTurn: (ref) => turns.forget(ref),
    notify(notice) {
      view.notify(notice, () => openPath(notice.path));
      return Promise.resolve();
    },
    setBadge: (count) => Promise.resolve(view.setBadge(count)),
    getUpdate: () => Promise.resolve(updates.state()),
    // What it throws is an answer.
    restartToUpdate: async () => updates.restart(),
    reconnect: () => reconnect.tryNow(),
  };

  return {
    calls,
    canKeepSession: session.canKeep,
    async start(link) {
      const isSignedIn = await session.restore();
      // Strangers see the door; who was signed in goes to where they were last, as in a browser.
      const first = isSignedIn ? '/' : '/sign-in';
      // A sign-in that is brought back was not begun by this run of the app.
      view.load(link?.kind === 'open' ? link.path : first);
      startModels(models).catch(onError);
    },
    async follow(link) {
      if (link.kind === 'open') return openPath(link.path);
      if (await signIn.finish(link)) view.load('/');
      view.show();
    },
    signInByLicence() {
      const { deviceId: device, deviceName: name } = info;
      view.load(`/desktop/licence?${new URLSearchParams({ device, name }).toString()}`);
      view.show();
    },
    wentAway: (path) => reconnect.begin(path),
    async close() {
      reconnect.stop();
      signOuts.stop();
      updates.stop();
      stopWatching();
      await turns.close();
      await models.close();
    },
  };
}
