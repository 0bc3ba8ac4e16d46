import { assertSameOrigin as assertOrigin } from '@geko/auth/origin';

/** Refuses a write which another site makes a browser send; throws BAD_ORIGIN. */
export function assertSameOrigin({ method, headers, url }: Request): void {
  assertOrigin({ method, headers, host: headers.get('host') ?? new URL(url).host });
}
