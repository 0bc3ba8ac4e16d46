const HERE = 'http://geko.invalid';

/** A path of this site to go on to, or null for anything that could lead elsewhere. */
export function safePath(path: string | null): string | null {
  // Browsers read "\" as "/" and drop control characters: "/\evil.example" is another host.
  if (path === null || !/^\/(?!\/)[^\\\u0000-\u001f]*$/u.test(path)) return null;
  const url = URL.parse(path, HERE);
  // Once its dots are resolved, "/a/..//evil.example" is another host too.
  if (url === null || url.origin !== HERE || url.pathname.startsWith('//')) return null;
  return `${url.pathname}${url.search}${url.hash}`;
}
