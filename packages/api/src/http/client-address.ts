/**
 * The caller's address as the nearest proxy saw it: the last entry of X-Forwarded-For, which the
 * server in front of us has appended and a caller cannot choose. null when there is none.
 */
export function clientAddress(headers: Headers): string | null {
  const forwarded = headers.get('x-forwarded-for')?.split(',').at(-1)?.trim();
  return forwarded === undefined || forwarded === '' ? null : forwarded.slice(0, 64);
}
