import { expect, test } from 'vitest';
import { readSessionCookie } from './read-session-cookie.ts';

const token = 'abcdefghijklmnopqrstuvwxyz234567abcdefgh';

test.each([
  [`geko_session=${token}`],
  [`a=b; geko_session=${token}; c=d`],
  [`a=b;geko_session=${token}`],
  [`broken=%E0%A4%A; geko_session=${token}`],
  [`geko_session=; geko_session=${token}`],
])('finds the token in %j', (header) => expect(readSessionCookie(header)).toBe(token));

test.each([
  [null],
  [''],
  [';;='],
  ['geko_session'],
  ['geko_session='],
  ['geko_session=%'],
  [`geko_session="${token}"`],
  [`x_geko_session=${token}`],
  [`geko_session=${token}x`],
])('finds none in %j', (header) => expect(readSessionCookie(header)).toBeNull());
