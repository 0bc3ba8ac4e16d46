import { hashToken } from '@geko/auth/secrets';

/** Crockford's: no I, L, O or U. */
const ALPHABET = '0123456789ABCDEFGHJKMNPQRSTVWXYZ';
const SYMBOLS = 10;

/** Of a token's 256 random bits fifty, as somebody can type them: "7K2M9-QXRT4". */
export function typedCode(token: string): string {
  const bytes = Buffer.from(hashToken(token), 'hex').subarray(0, SYMBOLS);
  const symbols = Array.from(bytes, (byte) => ALPHABET[byte % ALPHABET.length]).join('');
  return `${symbols.slice(0, SYMBOLS / 2)}-${symbols.slice(SYMBOLS / 2)}`;
}

/** A code as it was made, however it was typed. */
export function readTypedCode(text: string): string {
  const plain = text
    .toUpperCase()
    .replaceAll(/[^0-9A-Z]/gu, '')
    .replaceAll('O', '0')
    .replaceAll(/[IL]/gu, '1');
  return `${plain.slice(0, SYMBOLS / 2)}-${plain.slice(SYMBOLS / 2)}`;
}
