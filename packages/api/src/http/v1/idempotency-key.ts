/** What an Idempotency-Key may be: visible ASCII characters, and no spaces. */
export const IDEMPOTENCY_KEY = /^[\x21-\x7e]{1,255}$/u;
