/** Where to go after sign-in: a path of this site, or null for anything that could lead elsewhere. */
export function safeNextPath(next: string | null | undefined): string | null {
  if (next === null || next === undefined || !next.startsWith('/')) return null;
  // Browsers read "\" as "/" and drop tabs and newlines: "/\evil.example" is another host.
  if (/^\/[/\\]/.test(next) || /[\u0000-\u001f\\]/.test(next)) return null;
  const url = new URL(next, 'http://geko.invalid');
  // Once its dots are resolved, "/a/..//evil.example" is another host too.
  if (url.origin !== 'http://geko.invalid' || url.pathname.startsWith('//')) return null;
  return `${url.pathname}${url.search}${url.hash}`;
}

/** The sign-in page that leads back to a path. */
export function signInPath(next: string): string {
  return `/sign-in?next=${encodeURIComponent(next)}`;
}
