import { AppError } from '@geko/contracts/errors';

const READS = new Set(['GET', 'HEAD', 'OPTIONS']);

/**
 * Refuses writes that another site makes a browser send. A write that carries a cookie must show
 * where it comes from: `Origin`, or the browser's own `Sec-Fetch-Site: same-origin`; and all that
 * is shown must agree, with or without a cookie (else another site could sign its visitors in as
 * someone else). Programs that send neither cookie nor origin pass, and so do those that send an access
 * token and no cookie: a browser adds no Authorization header by itself, nor lets another site do so.
 * host: the Host header. trustForwardedHost: a proxy in front of us sets X-Forwarded-Host; only then
 * is it believed, since anybody can send it.
 * @throws AppError BAD_ORIGIN
 */
export function assertSameOrigin(request: {
  method: string;
  headers: Headers;
  host: string | null;
  trustForwardedHost?: boolean;
}): void {
  const { method, headers } = request;
  if (READS.has(method.toUpperCase())) return;
  const hasBearer = /^bearer /iu.test(headers.get('authorization') ?? '');
  if (hasBearer && !headers.has('cookie')) return;
  const forwarded = request.trustForwardedHost === true ? headers.get('x-forwarded-host') : null;
  const host = forwarded?.split(',')[0]?.trim() ?? request.host;
  const origin = headers.get('origin');
  const fetchSite = headers.get('sec-fetch-site');
  if (origin === null && fetchSite === null) {
    if (headers.has('cookie')) throw new AppError('BAD_ORIGIN');
    return;
  }
  const isOriginWrong = origin !== null && !isOriginOf(origin, host);
  const isSiteWrong = fetchSite !== null && fetchSite !== 'same-origin';
  if (isOriginWrong || isSiteWrong) throw new AppError('BAD_ORIGIN');
}

/** Compares as URLs do: case and default ports do not matter. The scheme is the proxy's business. */
function isOriginOf(origin: string, host: string | null): boolean {
  if (host === null || !/^https?:\/\//iu.test(origin)) return false;
  const shown = URL.parse(origin);
  const own = shown === null ? null : URL.parse(`${shown.protocol}//${host}`);
  return own !== null && shown !== null && own.host === shown.host;
}
