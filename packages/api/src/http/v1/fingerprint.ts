import { createHash } from 'node:crypto';

/**
 * The SHA-256, hex, of what a request asks: endpoint (method and path) and body, as plain data. The order of fields and
 * the writing of numbers do not matter. Of a file put its own hash into the body.
 */
export function fingerprintOf(endpoint: string, body: unknown): string {
  return createHash('sha256')
    .update(`${endpoint}\n${canonicalJson(body)}`)
    .digest('hex');
}

function canonicalJson(value: unknown): string {
  return JSON.stringify(value, (_name, part: unknown) =>
    typeof part === 'object' && part !== null && !Array.isArray(part)
      ? Object.fromEntries(Object.entries(part).toSorted(([a], [b]) => (a < b ? -1 : 1)))
      : part,
  );
}
