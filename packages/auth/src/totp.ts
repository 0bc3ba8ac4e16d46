import { Secret, TOTP } from 'otpauth';

const PERIOD_SECONDS = 30;
/** RFC 4226 §4 recommends 160 bits. */
const SECRET_BYTES = 20;
/** A code of the step before or after is taken too: clocks differ, and people type slowly (RFC 6238 §5.2). */
const WINDOW = 1;

/** A new secret for an authenticator app, in base32. */
export function newTotpSecret(): string {
  return new Secret({ size: SECRET_BYTES }).base32;
}

/** What an authenticator app reads from a QR code. account: shown beside the issuer's name. */
export function totpUri(options: { secret: string; issuer: string; account: string }): string {
  const { secret, issuer, account } = options;
  return new TOTP({ secret, issuer, label: account, period: PERIOD_SECONDS }).toString();
}

/**
 * The time step that a code of six digits belongs to, or null when it fits none near `now`. Whoever takes a code
 * remembers its step: a code is good once.
 */
export function matchTotp(options: { secret: string; code: string; now: Date }): bigint | null {
  const { secret, code, now } = options;
  // The library compares bytes, and throws at letters that take more than one.
  if (!/^[0-9]{6}$/u.test(code)) return null;
  const timestamp = now.getTime();
  const delta = new TOTP({ secret, period: PERIOD_SECONDS }).validate({
    token: code,
    timestamp,
    window: WINDOW,
  });
  if (delta === null) return null;
  return BigInt(TOTP.counter({ period: PERIOD_SECONDS, timestamp }) + delta);
}
