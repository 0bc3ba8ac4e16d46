import { setTimeout as sleep } from 'node:timers/promises';
import postgres from 'postgres';
import { isUuid } from '@geko/contracts/ids';
import {
  explainTokens,
  type BookedHold,
  type BookedReceipt,
  type TokenReport,
} from './explain-tokens.ts';
import type { LogEntry } from './request-log.ts';

/** The books as a test's provider sees them. */
export type HoldWatch = {
  /**
   * Whether a hold of this id is live. So is one whose lease a test has ended by hand: its process is as good as dead,
   * but does not know it yet.
   */
  isHeld: (holdId: string) => Promise<boolean>;
  /** How many holds are not settled. */
  countHeld: () => Promise<number>;
  /** The provider's log beside what is booked by now (explainTokens). */
  report: (entries: readonly LogEntry[], mostLapsed?: number) => Promise<TokenReport>;
  close: () => Promise<void>;
};

const AWAY_MS = 10_000;
const AGAIN_MS = 50;

/** A test may stop the database between a hold and the question for it: then it is asked again once it is back. */
async function untilReached<T>(look: () => Promise<T>): Promise<T> {
  const deadline = performance.now() + AWAY_MS;
  for (;;) {
    try {
      return await look();
    } catch (error) {
      if (performance.now() > deadline) throw error;
      await sleep(AGAIN_MS);
    }
  }
}

type Row = Omit<BookedHold, 'receipt'> &
  Omit<BookedReceipt, 'by'> & { by: BookedReceipt['by'] | null };

/**
 * Stands between a test's provider and its books, as the role which sees all tenants and changes nothing.
 * @param ownerUrl the address of the database's owner, who may act as that role.
 */
export function watchHolds(ownerUrl: string): HoldWatch {
  // The role comes with each connection: one that breaks is replaced unseen, and would see no hold without it.
  const connection = { role: 'geko_system' };
  const sql = postgres(ownerUrl, { max: 1, onnotice: () => undefined, connection });
  return {
    isHeld: async (holdId) => {
      if (!isUuid(holdId)) return false;
      const look = () => sql`select from holds
        where id = ${holdId} and (status = 'held' or lease_until < '2000-01-01')`;
      return (await untilReached(look)).length === 1;
    },
    countHeld: async () => (await sql`select from holds where status = 'held'`).length,
    report: async (entries, mostLapsed) => {
      const rows = await sql<Row[]>`select h.id, h.status, h.input_tokens as "heldInput",
          case when u.is_estimated then 'estimate' when u.raw_usage is not null then 'told'
            when u.id is not null then 'unused' end as by, u.outcome,
          u.input_tokens + u.cached_input_tokens + u.cache_write_tokens as input,
          u.output_tokens + u.reasoning_tokens as output
        from holds h left join token_usage u
          on u.tenant_id = h.tenant_id and u.workspace_id = h.workspace_id and u.id = h.id
        -- What a server's own models answer never came to this provider.
        where coalesce(u.provider, '') not in ('local', 'device')`;
      const holds = rows.map(({ by, outcome, input, output, ...hold }): BookedHold => ({
        ...hold,
        receipt: by === null ? null : { by, outcome, input, output },
      }));
      return explainTokens(entries, holds, mostLapsed);
    },
    close: () => sql.end(),
  };
}
