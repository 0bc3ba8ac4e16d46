import { SESSION_COOKIE } from '@geko/contracts/session-cookie';

/** A cookie as Electron takes it. expirationDate: in seconds since 1970; without it the app's end is its own. */
export type NewCookie = {
  url: string;
  name: string;
  value: string;
  path: string;
  httpOnly: boolean;
  secure: boolean;
  sameSite: 'lax';
  expirationDate?: number;
};

/** The session's cookie as the server sets it. */
export function sessionCookie(
  origin: string,
  { value, expiresAt }: { value: string; expiresAt: number | null },
): NewCookie {
  return {
    url: origin,
    name: SESSION_COOKIE,
    value,
    path: '/',
    httpOnly: true,
    secure: new URL(origin).protocol === 'https:',
    sameSite: 'lax',
    ...(expiresAt !== null && { expirationDate: expiresAt }),
  };
}
