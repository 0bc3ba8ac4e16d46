import { readFile } from 'node:fs/promises';
import { isUuid } from '@geko/contracts/ids';
import { verifyAudit, type Anchor } from '@geko/services/audit/verify-audit';
import { CliError } from '../cli-error.ts';
import type { CliEnv } from '../env.ts';
import { withDatabase, withSql } from '../with-database.ts';

export type AuditReport = { text: string; isSound: boolean };

const ANCHOR = /^([0-9a-f-]{36}):(\d{1,18}):([0-9a-f]{64})$/u;

/**
 * Recomputes the audit chains, of one tenant or of all, says what is wrong with them, and prints where each ends: whoever
 * owns the database can write a chain anew, so these places are to be kept where they cannot reach. A later run that is
 * told them finds a chain that no longer runs through them. Reads as geko_system, which can change nothing.
 * @throws CliError when an id, an anchor or the file of anchors is none.
 */
export async function auditVerify(
  env: CliEnv,
  options: { tenantId: string | null; anchors: string[]; anchorsFile: string | null },
): Promise<AuditReport> {
  const { tenantId, anchorsFile } = options;
  if (tenantId !== null && !isUuid(tenantId)) throw new CliError(`${tenantId} is not a tenant id.`);
  const anchors = [
    ...options.anchors.map(parseAnchor),
    ...(anchorsFile === null ? [] : await readAnchors(anchorsFile)),
  ].filter((anchor) => tenantId === null || anchor.tenantId === tenantId.toLowerCase());
  const { lines, heads, problems, notes } = await withDatabase(
    { env, mayCreate: false },
    (ownerUrl) =>
      withSql(ownerUrl, async (sql) => {
        await sql`set role geko_system`;
        return verifyAudit({ sql, tenantId, anchors });
      }),
  );
  const isSound = problems.length === 0;
  const count = (n: number, what: string) => `${n} ${what}${n === 1 ? '' : 's'}`;
  const checked = `Checked ${count(lines, 'line')} of ${count(heads.length, 'chain')}, against ${count(anchors.length, 'anchor')}.`;
  const verdict = isSound ? 'Every chain is whole.' : `${count(problems.length, 'break')}:`;
  const text = [checked, verdict, ...problems.map((line) => `  ${line}`)];
  if (notes.length > 0) text.push('Not checked:', ...notes.map((line) => `  ${line}`));
  if (isSound && heads.length > 0) {
    text.push('Keep these where the database is out of reach; --anchors checks a later run:');
    text.push(...heads.map((head) => `  ${head.tenantId}:${head.seq}:${head.hash}`));
  }
  return { text: text.join('\n'), isSound };
}

function parseAnchor(text: string): Anchor {
  const [, tenantId = '', seq = '', hash = ''] = ANCHOR.exec(text.trim().toLowerCase()) ?? [];
  if (!isUuid(tenantId)) {
    throw new CliError(`${text} is not an anchor; one looks like <tenant>:<line>:<hash>.`);
  }
  return { tenantId, seq: BigInt(seq), hash };
}

/** The anchors in the text of an earlier run, or in a list of them; other lines are left alone. */
async function readAnchors(file: string): Promise<Anchor[]> {
  let text: string;
  try {
    text = await readFile(file, 'utf8');
  } catch {
    throw new CliError(`${file} cannot be read.`);
  }
  const found = text.split('\n').filter((line) => ANCHOR.test(line.trim()));
  if (found.length === 0) throw new CliError(`There is no anchor in ${file}.`);
  return found.map(parseAnchor);
}
