import { readdir, readFile } from 'node:fs/promises';
import { join, relative } from 'node:path';

/** How keys and tokens look that anybody may take for one. */
const shapes: readonly [string, RegExp][] = [
  ['a private key', /-----BEGIN (?:[A-Z]+ )*PRIVATE KEY-----\s*[A-Za-z0-9+/=]{20}/u],
  ['a provider key', /\bsk-(?:ant-|proj-)?[A-Za-z0-9_-]{20,}/u],
  ['a Stripe key', /\b(?:[sr]k_(?:live|test)|whsec)_[A-Za-z0-9]{16,}/u],
  ['a Google key', /\bAIza[A-Za-z0-9_-]{35}/u],
  ['a GitHub token', /\bgh[pousr]_[A-Za-z0-9]{36}/u],
  ['an AWS key', /\bAKIA[A-Z0-9]{16}\b/u],
  ['a key of ours', /\bgk_[A-Za-z0-9]{20,}/u],
  ['a licence', /\bGEKO-[A-Z0-9]{4}-[A-Z0-9]{4}-[A-Z0-9]{4}/u],
  ['a database’s address', /\bpostgres(?:ql)?:\/\/[^\s"']+@/u],
  ['code of the server', /@geko\/(?:services|db|auth|api|gateway|payments)\b|drizzle-orm/u],
];

/** Settings whose values are no secret, and stand in a build on purpose. */
const openSettings = new Set(['GEKO_URL', 'GEKO_DESKTOP_UPDATE_URL', 'GEKO_DESKTOP_PUBLISHER']);
const SECRET_NAME =
  /KEY|SECRET|TOKEN|PASSWORD|PASSWD|CREDENTIAL|DATABASE_URL|SMTP_URL|REDIS_URL|CSC_/iu;
/** Shorter values stand in any file by chance. */
const LEAST_CHARS = 8;

/**
 * What a folder holds that must not be in an archive which anybody can download: what looks like a key, values of the builder's
 * own secret settings, code of the server. Packages of others (node_modules) are their own affair. Returns lines to show, without
 * the secrets themselves.
 */
export async function findSecrets(
  folder: string,
  env: Readonly<Record<string, string | undefined>>,
): Promise<string[]> {
  const secrets = Object.entries(env).filter(
    ([name, value = '']) =>
      SECRET_NAME.test(name) && !openSettings.has(name) && value.length >= LEAST_CHARS,
  );
  const entries = await readdir(folder, { recursive: true, withFileTypes: true });
  const files = entries
    .filter((entry) => entry.isFile())
    .map((entry) => relative(folder, join(entry.parentPath, entry.name)))
    .filter((path) => !path.split(/[/\\]/u).includes('node_modules'));
  const found: string[] = [];
  for (const path of files) {
    const text = await readFile(join(folder, path), 'latin1');
    for (const [what, shape] of shapes) if (shape.test(text)) found.push(`${path}: ${what}`);
    for (const [name, value = ''] of secrets) {
      if (text.includes(value)) found.push(`${path}: the value of ${name}`);
    }
  }
  return found;
}
