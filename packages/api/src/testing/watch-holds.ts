import postgres from 'postgres';
import { isUuid } from '@geko/contracts/ids';
import type { LogEntry } from '@geko/fake-provider/request-log';

type Row = {
  id: string;
  status: 'held' | 'settled';
  has_receipt: boolean;
  is_exact: boolean;
  input: number;
  output: number;
};

/** Faults by which a provider tells other counts than it gave out. */
const MISCOUNTS = ['usage-zero', 'usage-twice'];

/**
 * Stands between a test's provider and its books: every call must be backed by a hold that is live at this moment, and
 * in the end every token that was given out must be booked, and none besides.
 */
export function watchHolds(ownerUrl: string) {
  const sql = postgres(ownerUrl, { max: 1, onnotice: () => undefined });
  const ready = sql`set role geko_system`.then(() => undefined);
  return {
    /** Also where a test has ended the lease by hand: its process is as good as dead, but does not know it yet. */
    isHeld: async (holdId: string): Promise<boolean> => {
      if (!isUuid(holdId)) return false;
      await ready;
      const rows = await sql`select from holds
        where id = ${holdId} and (status = 'held' or lease_until < '2000-01-01')`;
      return rows.length === 1;
    },
    /** What the provider's log and the books do not agree on. */
    problems: async (entries: readonly LogEntry[]): Promise<string[]> => {
      await ready;
      const rows = await sql<Row[]>`select h.id, h.status, u.id is not null as has_receipt,
          coalesce(u.raw_usage is not null and not u.is_estimated, false) as is_exact,
          coalesce(u.input_tokens + u.cached_input_tokens + u.cache_write_tokens, 0) as input,
          coalesce(u.output_tokens + u.reasoning_tokens, 0) as output
        from holds h left join token_usage u
          on u.tenant_id = h.tenant_id and u.workspace_id = h.workspace_id and u.id = h.id`;
      return disagreements(entries, new Map(rows.map((row) => [row.id, row])));
    },
    close: () => sql.end(),
  };
}

function disagreements(entries: readonly LogEntry[], holds: Map<string, Row>): string[] {
  const problems: string[] = [];
  const called = new Set<string>();
  for (const { id, outcome, headers, fault, usageReported, ...entry } of entries) {
    const hold = holds.get(headers['x-geko-hold'] ?? '');
    if (outcome === 'without-hold') problems.push(`call ${id} was made without a live hold`);
    if (outcome === 'refused' || outcome === 'without-hold') continue;
    if (hold === undefined) {
      problems.push(`call ${id} has a hold that nobody knows`);
      continue;
    }
    if (called.has(hold.id)) problems.push(`hold ${hold.id} paid for two calls`);
    called.add(hold.id);
    if (!hold.has_receipt && hold.status !== 'held') problems.push(`call ${id} is not booked`);
    if (!hold.is_exact || usageReported === null || MISCOUNTS.includes(fault ?? '')) continue;
    const given = entry.outputTokensSent + entry.reasoningTokens;
    if (hold.input !== entry.promptTokens || hold.output !== given) {
      problems.push(
        `call ${id} took ${entry.promptTokens} tokens and gave ${given}; booked are ${hold.input} and ${hold.output}`,
      );
    }
  }
  for (const hold of holds.values()) {
    if (hold.is_exact && !called.has(hold.id)) {
      problems.push(`receipt ${hold.id} has counts of a call that the provider never had`);
    }
  }
  return problems;
}
