import { createCipheriv, createDecipheriv, createHash, hkdfSync, randomBytes } from 'node:crypto';

/** What something is sealed for. Each purpose has a key of its own, so that one sealed text is no other's. */
export type SealPurpose = 'totp' | 'mail' | 'sign-in-ticket' | 'oauth-state' | 'invitation';

const ALGORITHM = 'aes-256-gcm';
const [NONCE_BYTES, TAG_BYTES, TOKEN_BYTES] = [12, 16, 32];

export type Secrets = {
  /** Encrypts and authenticates a text (AES-256-GCM); base64url. */
  seal(purpose: SealPurpose, text: string): string;
  /** The text again, or null for what was not sealed here for this purpose. */
  open(purpose: SealPurpose, sealed: string): string | null;
  /** The key that access tokens are signed with (HMAC-SHA-256). */
  accessTokenKey: Uint8Array;
  /** What the hashes of licence keys are made with (HMAC-SHA-256). */
  licenceHashKey: Uint8Array;
  /** The secret half of what licences' offline tokens are signed with (Ed25519). */
  licenceSigningSeed: Uint8Array;
  /** A link's token, 256 random bits, and the hash that is stored of it. */
  newToken(): { token: string; tokenHash: string };
};

/** The hash by which a one-time token is stored and found. */
export function hashToken(token: string): string {
  return createHash('sha256').update(token).digest('hex');
}

/** Keys derived (HKDF-SHA-256) from the one secret of the installation. */
export function createSecrets(secret: string): Secrets {
  const keyOf = (purpose: string) =>
    Buffer.from(hkdfSync('sha256', secret, '', `geko ${purpose}`, 32));
  return {
    seal(purpose, text) {
      const nonce = randomBytes(NONCE_BYTES);
      const cipher = createCipheriv(ALGORITHM, keyOf(purpose), nonce);
      const body = Buffer.concat([cipher.update(text, 'utf8'), cipher.final()]);
      return Buffer.concat([nonce, cipher.getAuthTag(), body]).toString('base64url');
    },
    open(purpose, sealed) {
      const bytes = Buffer.from(sealed, 'base64url');
      if (bytes.length < NONCE_BYTES + TAG_BYTES) return null;
      const decipher = createDecipheriv(ALGORITHM, keyOf(purpose), bytes.subarray(0, NONCE_BYTES));
      decipher.setAuthTag(bytes.subarray(NONCE_BYTES, NONCE_BYTES + TAG_BYTES));
      try {
        const text = decipher.update(bytes.subarray(NONCE_BYTES + TAG_BYTES));
        return Buffer.concat([text, decipher.final()]).toString('utf8');
      } catch {
        return null;
      }
    },
    accessTokenKey: keyOf('access-token'),
    licenceHashKey: keyOf('licence-hash'),
    licenceSigningSeed: keyOf('licence-signing'),
    newToken() {
      const token = randomBytes(TOKEN_BYTES).toString('base64url');
      return { token, tokenHash: hashToken(token) };
    },
  };
}
