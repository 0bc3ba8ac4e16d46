import { readFile } from 'node:fs/promises';
import { extname, join, posix } from 'node:path';

/**
 * Of pages that come with the app: nothing from anywhere else, and nothing of theirs is asked of a network. Styles may stand
 * inline, as in the web app: attributes written by React and Radix.
 */
export const BUNDLED_POLICY = [
  "default-src 'none'",
  "script-src 'self'",
  "style-src 'self' 'unsafe-inline'",
  "img-src 'self' data:",
  "font-src 'self'",
  "base-uri 'none'",
  "form-action 'none'",
  "frame-ancestors 'none'",
  "require-trusted-types-for 'script'",
].join('; ');

const types: Readonly<Record<string, string>> = {
  '.html': 'text/html; charset=utf-8',
  '.js': 'text/javascript; charset=utf-8',
  '.css': 'text/css; charset=utf-8',
  '.svg': 'image/svg+xml',
  '.png': 'image/png',
  '.woff2': 'font/woff2',
};

const NOT_FOUND = () => new Response(null, { status: 404 });

/** Answers `geko-app://offline/…` out of a folder; nothing above it, and only kinds of files that pages are made of. */
export async function answerBundled(folder: string, address: string): Promise<Response> {
  const url = URL.parse(address);
  if (url === null || url.host !== 'offline') return NOT_FOUND();
  const type = types[extname(url.pathname)];
  let path: string;
  try {
    // Of an absolute path nothing is left that leads upwards; "\\" is a way there on Windows.
    path = posix.normalize(decodeURIComponent(url.pathname).replaceAll('\\', '/'));
  } catch {
    return NOT_FOUND();
  }
  if (type === undefined || path.includes('\u0000')) return NOT_FOUND();
  const bytes = await readFile(join(folder, path)).catch(() => null);
  if (bytes === null) return NOT_FOUND();
  return new Response(new Uint8Array(bytes), {
    headers: {
      'content-type': type,
      'content-security-policy': BUNDLED_POLICY,
      'x-content-type-options': 'nosniff',
      'cache-control': 'no-store',
    },
  });
}
