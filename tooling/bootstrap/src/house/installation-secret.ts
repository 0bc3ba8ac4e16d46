import { randomBytes } from 'node:crypto';
import { existsSync, readFileSync, renameSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';

/** As GEKO_SECRET asks. */
const LEAST_CHARACTERS = 32;

/**
 * The secret of this installation: made at the first start and kept in its data folder (0600). Losing it ends access
 * tokens and open links, and makes people set up their second factor anew; nothing else hangs on it.
 * @throws Error for a file that holds no secret: a new one would make all that is sealed unreadable without a word.
 */
export function installationSecret(dataDir: string): string {
  const file = join(dataDir, 'secret');
  if (existsSync(file)) return readSecret(file);
  const secret = randomBytes(32).toString('base64url');
  // On the disk before it has its name: a power cut leaves a whole secret or none.
  writeFileSync(`${file}.new`, `${secret}\n`, { mode: 0o600, flush: true });
  renameSync(`${file}.new`, file);
  return secret;
}

function readSecret(file: string): string {
  const secret = readFileSync(file, 'utf8').trim();
  if (secret.length >= LEAST_CHARACTERS) return secret;
  throw new Error(
    `${file} is damaged: it should hold the secret of this installation. Restore it from a backup, or delete it for a new one: links in mails end, and people set up their second factor anew.`,
  );
}
