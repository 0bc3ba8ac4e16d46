import { hash, verify } from '@node-rs/argon2';

/** Argon2id (the library's default algorithm) at OWASP's first choice: 19 MiB, 2 passes, 1 lane. */
const PARAMETERS = { memoryCost: 19_456, timeCost: 2, parallelism: 1 };

/** Hash of a random text that nobody kept, with the parameters above: it costs what a real one costs. */
const NOBODYS_HASH =
  '$argon2id$v=19$m=19456,t=2,p=1$cGjLEouP9LSgpcQmLDCrBg$cBUnUf3dEzBRHp7ve0nSvzBAYCe0ZxDckObRpZpxus8';

/** The same letters from any keyboard and system make the same bytes (NIST SP 800-63B §5.1.1.2). */
const toBytes = (password: string): Buffer => Buffer.from(password.normalize('NFKC'));

/** The PHC string to store; salted anew every time. About 20 ms of a worker thread. */
export function hashPassword(password: string): Promise<string> {
  return hash(toBytes(password), PARAMETERS);
}

/**
 * Whether a password fits a stored hash. null = there is no such account: takes the same time and
 * is never true, so that the clock does not tell who has an account.
 */
export async function verifyPassword(
  storedHash: string | null,
  password: string,
): Promise<boolean> {
  const isMatch = await verify(storedHash ?? NOBODYS_HASH, toBytes(password));
  return storedHash !== null && isMatch;
}
