import { readFileSync } from 'node:fs';

const BYTES = 32;

export const SEALING_KEY_RULE =
  'must be 32 random bytes as base64 or hexadecimal digits (openssl rand -base64 32)';

/** Whether a text is 256 bits, as base64, base64url or hexadecimal digits. */
export function isSealingKey(text: string): boolean {
  return toSealingKey(text) !== null;
}

/** The bytes of a key that secrets are sealed with; null = it is none. */
export function toSealingKey(text: string): Buffer | null {
  if (/^[0-9a-f]{64}$/iu.test(text)) return Buffer.from(text, 'hex');
  if (!/^[A-Za-z0-9+/_-]{43}=?$/u.test(text)) return null;
  const bytes = Buffer.from(text, 'base64');
  return bytes.length === BYTES ? bytes : null;
}

/**
 * The keys that secrets are sealed with, the current one first: those of the settings, then those of their file.
 * @throws Error that names the file where it is not there or holds something else.
 */
export function readSealingKeys({
  sealingKeys,
  sealingKeysFile,
}: {
  sealingKeys: readonly string[];
  sealingKeysFile: string | null;
}): Buffer[] {
  const lines = sealingKeysFile === null ? [] : linesOf(sealingKeysFile);
  const filed = lines.map((line, index) => {
    const key = toSealingKey(line);
    if (key === null) {
      throw new Error(
        `GEKO_SEALING_KEYS_FILE ${sealingKeysFile}: line ${index + 1} ${SEALING_KEY_RULE}`,
      );
    }
    return key;
  });
  return [...sealingKeys.flatMap((text) => toSealingKey(text) ?? []), ...filed];
}

function linesOf(file: string): string[] {
  try {
    return readFileSync(file, 'utf8')
      .split('\n')
      .map((line) => line.trim())
      .filter((line) => line !== '');
  } catch {
    throw new Error(`GEKO_SEALING_KEYS_FILE ${file}: cannot be read`);
  }
}
