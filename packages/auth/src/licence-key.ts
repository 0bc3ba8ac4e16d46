import { createHmac, randomBytes } from 'node:crypto';

const PREFIX = 'GEKO';
/** Crockford's: no I, L, O or U, so that nobody mistakes one letter for another. */
const ALPHABET = '0123456789ABCDEFGHJKMNPQRSTVWXYZ';
/** Of five bits each: 60 random bits. */
const SYMBOLS = 12;
const SHAPE = new RegExp(`^${PREFIX}[${ALPHABET}]{${SYMBOLS}}$`, 'u');

/** A new key, told once: "GEKO-7K2M-9QXR-T4WA"; the hash by which it is found; what people know it by. */
export function newLicenceKey(hashKey: Uint8Array): {
  key: string;
  keyHash: string;
  lastFour: string;
} {
  const symbols = Array.from(randomBytes(SYMBOLS), (byte) => ALPHABET[byte % 32]).join('');
  const key = [PREFIX, ...(symbols.match(/.{4}/gu) ?? [])].join('-');
  return { key, keyHash: hashLicenceKey(hashKey, key), lastFour: symbols.slice(-4) };
}

/** Whether a bearer's token is meant to be a licence. */
export function looksLikeLicence(token: string): boolean {
  return token.slice(0, PREFIX.length).toUpperCase() === PREFIX;
}

/**
 * The hash by which a licence is found, however its key is written; of what is no key the hash of what nobody has. Keyed,
 * as 60 bits could be tried out by whoever stole the table.
 *
 * @param hashKey Secrets.licenceHashKey.
 */
export function hashLicenceKey(hashKey: Uint8Array, text: string): string {
  const plain = text
    .toUpperCase()
    .replaceAll(/[\s-]/gu, '')
    .replaceAll('O', '0')
    .replaceAll(/[IL]/gu, '1')
    // The prefix has an O of its own.
    .replace(/^GEK0/u, PREFIX);
  return createHmac('sha256', hashKey)
    .update(SHAPE.test(plain) ? plain : PREFIX)
    .digest('hex');
}
