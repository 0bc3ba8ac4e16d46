import { isAppUrl } from './url-rules.ts';

/** A page's content (Electron's WebContents), as far as its loading is watched. */
export type WatchedContents = {
  on(
    event: 'did-fail-load',
    listener: (
      event: unknown,
      code: number,
      description: string,
      url: string,
      isMainFrame: boolean,
    ) => void,
  ): unknown;
  on(
    event: 'did-navigate',
    listener: (event: unknown, url: string, status: number) => void,
  ): unknown;
};

/** Chromium's code for a load that was given up for another one. */
const ABORTED = -3;
/** What a proxy says of a server that is away. */
const awayStatuses: ReadonlySet<number> = new Set([502, 503, 504]);

/** Tells when a page of the server cannot be had: which one it was, as a path. */
export function watchLoads(
  contents: WatchedContents,
  { origin, onAway }: { origin: string; onAway: (path: string) => void },
): void {
  const away = (address: string) => {
    const { pathname, search } = new URL(address);
    onAway(`${pathname}${search}`);
  };
  contents.on('did-fail-load', (_, code, _description, url, isMainFrame) => {
    if (isMainFrame && code !== ABORTED && isAppUrl(url, origin)) away(url);
  });
  contents.on('did-navigate', (_, url, status) => {
    if (awayStatuses.has(status) && isAppUrl(url, origin)) away(url);
  });
}
