/** The scheme and host of the pages that come with the app. */
export const BUNDLED_SCHEME = 'geko-app';
export const OFFLINE_URL = `${BUNDLED_SCHEME}://offline/index.html`;
export const SPLASH_URL = `${BUNDLED_SCHEME}://offline/splash.html`;

const MOST_CHARS = 4_000;
/** What some system's way of opening a link would read as more than a link. */
const UNSAFE = /[\s"'<>\\^`{|}]/u;
/** Others, such as `attach`, have mail programs do things. */
const mailFields = new Set(['subject', 'body', 'cc', 'bcc']);

/** Whether an address is a page of the app's own server; origin: such as "https://geko.example". */
export function isAppUrl(text: string, origin: string): boolean {
  const url = URL.parse(text);
  if (url === null || url.username !== '' || url.password !== '') return false;
  return (url.protocol === 'https:' || url.protocol === 'http:') && url.origin === origin;
}

/** Whether an address is one of the pages that come with the app. */
export function isBundledUrl(text: string): boolean {
  const url = URL.parse(text);
  return url !== null && url.protocol === `${BUNDLED_SCHEME}:` && url.host === 'offline';
}

/** The address to hand over to the system; null for all but https and mailto, and for what is no plain one of those. */
export function externalUrl(text: string): string | null {
  const url = URL.parse(text);
  if (url === null || text.length > MOST_CHARS || UNSAFE.test(url.href)) return null;
  if (url.username !== '' || url.password !== '') return null;
  switch (url.protocol) {
    case 'https:':
      return url.hostname === '' ? null : url.href;
    case 'mailto:':
      return [...url.searchParams.keys()].every((name) => mailFields.has(name.toLowerCase()))
        ? url.href
        : null;
    default:
      return null;
  }
}
