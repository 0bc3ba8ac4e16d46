import { createCipheriv, createDecipheriv, createHash, randomBytes } from 'node:crypto';

const ALGORITHM = 'aes-256-gcm';
const [NONCE_BYTES, TAG_BYTES] = [12, 16];

/** Seals secrets for the database with keys that the database does not have. */
export type KeyVault = {
  /** Whether there is a key to seal with. */
  canSeal: boolean;
  /** Encrypts a secret (AES-256-GCM) for one place, under the current key. Throws where there is none. */
  seal(secret: string, place: string): string;
  /** The secret again; null for what was sealed for another place, with a key that is not here, or altered. */
  open(sealed: string, place: string): string | null;
  /** Whether it is sealed with another key than the current one. */
  isOld(sealed: string): boolean;
};

/** keys: 256 bits each, the current one first, then those that what is there may still be sealed with. */
export function createKeyVault(keys: readonly Uint8Array[]): KeyVault {
  const named = keys.map((key) => ({ id: keyId(key), key }));
  const [current] = named;
  return {
    canSeal: current !== undefined,
    seal(secret, place) {
      if (!current) throw new Error('there is no key to seal with');
      const nonce = randomBytes(NONCE_BYTES);
      const cipher = createCipheriv(ALGORITHM, current.key, nonce).setAAD(Buffer.from(place));
      const body = Buffer.concat([cipher.update(secret, 'utf8'), cipher.final()]);
      const bytes = Buffer.concat([nonce, cipher.getAuthTag(), body]);
      return `${current.id}.${bytes.toString('base64url')}`;
    },
    open(sealed, place) {
      const [id, text = ''] = sealed.split('.');
      const known = named.find((one) => one.id === id);
      const bytes = Buffer.from(text, 'base64url');
      if (!known || bytes.length < NONCE_BYTES + TAG_BYTES) return null;
      const [nonce, tag, body] = [
        bytes.subarray(0, NONCE_BYTES),
        bytes.subarray(NONCE_BYTES, NONCE_BYTES + TAG_BYTES),
        bytes.subarray(NONCE_BYTES + TAG_BYTES),
      ];
      const decipher = createDecipheriv(ALGORITHM, known.key, nonce, { authTagLength: TAG_BYTES })
        .setAAD(Buffer.from(place))
        .setAuthTag(tag);
      try {
        return Buffer.concat([decipher.update(body), decipher.final()]).toString('utf8');
      } catch {
        return null;
      }
    },
    isOld: (sealed) => !current || !sealed.startsWith(`${current.id}.`),
  };
}

/** Names a key without telling anything of it. */
function keyId(key: Uint8Array): string {
  return createHash('sha256').update('geko sealing key').update(key).digest('hex').slice(0, 8);
}
