/** What the hash of an audit line is made of, in this order. Times in milliseconds since 1970. */
export type ChainedLine = {
  tenantId: string;
  workspaceId: string;
  seq: bigint;
  id: string;
  actorId: string;
  action: string;
  objectKind: string;
  objectId: string;
  before: string | null;
  after: string | null;
  address: string | null;
  userAgent: string | null;
  requestId: string;
  atMs: number;
};

const encoder = new TextEncoder();

/** "<bytes>:<text>", or "-" for an absent field: no two lines can read alike. */
function field(value: string | null): string {
  return value === null ? '-' : `${encoder.encode(value).length}:${value}`;
}

/**
 * The text whose SHA-256 is a line's hash: its fields after the hash of the line before. The database computes the same
 * when a line is written (drizzle/0004_people_rules.sql, audit_hash).
 */
export function auditLineText(line: ChainedLine, previousHash: string): string {
  return [
    previousHash,
    line.tenantId,
    line.workspaceId,
    String(line.seq),
    line.id,
    line.actorId,
    line.action,
    line.objectKind,
    line.objectId,
    line.before,
    line.after,
    line.address,
    line.userAgent,
    line.requestId,
    String(line.atMs),
  ]
    .map(field)
    .join('');
}
