import postgres from 'postgres';
import { verifyLedger } from '@geko/services/ledger/verify-ledger';

/** All that the database keeps of one turn. */
export type TurnBooks = {
  status: string;
  isClosed: boolean;
  questions: string[];
  answers: string[];
  holds: string[];
  journals: number;
  usage: UsageRow[];
};

type UsageRow = {
  inputTokens: number;
  outputTokens: number;
  meteredTokens: number;
  isEstimated: boolean;
  costNano: string;
  chargeNano: string;
  outcome: string;
};

/** The books of the whole installation. */
export type Books = {
  turns: Map<string, TurnBooks>;
  questionIds: Set<string>;
  /** The plans' counters of tokens, beside the sum of what the receipts of included calls meter. */
  counters: { workspaceId: string; used: number; held: number; metered: number }[];
  ledgerSumNano: string;
  /** What `ledger verify` finds wrong. */
  ledgerProblems: string[];
  /** How long after the end of its lease the last abandoned hold was settled. */
  latestSweepSeconds: number;
};

/** Reads the books across tenants, as the role which sees all and changes nothing. */
export async function readBooks(ownerUrl: string): Promise<Books> {
  const sql = postgres(ownerUrl, { max: 1, onnotice: () => undefined });
  try {
    await sql`set role geko_system`;
    const [totals] = await sql<{ sum: string; late: number }[]>`select
      (select coalesce(sum(amount_nano), 0)::text from ledger_entries) as sum,
      (select coalesce(max(extract(epoch from h.settled_at - h.lease_until)), 0)::float8
        from holds h join turns t using (tenant_id, workspace_id, id) where t.status = 'interrupted') as late`;
    return {
      turns: await readTurns(sql),
      questionIds: new Set(
        (await sql<{ id: string }[]>`select id from messages where role = 'user'`).map(
          ({ id }) => id,
        ),
      ),
      counters: await sql<Books['counters']>`
        select q.workspace_id as "workspaceId", sum(q.used)::int as used, sum(q.held)::int as held,
          (select coalesce(sum(u.metered_tokens), 0)::int from token_usage u
            where u.tenant_id = q.tenant_id and u.workspace_id = q.workspace_id and u.funding = 'included') as metered
        from quotas q where q.meter = 'tokens' and q.subject = 'plan'
        group by q.tenant_id, q.workspace_id`,
      ledgerSumNano: totals?.sum ?? 'unknown',
      ledgerProblems: (await verifyLedger({ sql, workspaceId: null })).problems,
      latestSweepSeconds: totals?.late ?? 0,
    };
  } finally {
    await sql.end();
  }
}

async function readTurns(sql: postgres.Sql): Promise<Map<string, TurnBooks>> {
  const turns = new Map<string, TurnBooks>();
  for (const { id, status, isClosed } of await sql<
    { id: string; status: string; isClosed: boolean }[]
  >`select id, status, closed_at is not null as "isClosed" from turns`) {
    const none = { journals: 0, questions: [], answers: [], holds: [], usage: [] };
    turns.set(id, { status, isClosed, ...none });
  }
  for (const row of await sql<{ id: string; role: string; text: string }[]>`
    select coalesce(turn_id, id) as id, role, text from messages`) {
    turns.get(row.id)?.[row.role === 'user' ? 'questions' : 'answers'].push(row.text);
  }
  for (const row of await sql<{ id: string; status: string }[]>`select id, status from holds`) {
    turns.get(row.id)?.holds.push(row.status);
  }
  for (const row of await sql<{ id: string }[]>`select operation_id as id from ledger_journals`) {
    const turn = turns.get(row.id);
    if (turn) turn.journals += 1;
  }
  for (const { id, ...usage } of await sql<(UsageRow & { id: string })[]>`select id, outcome,
    input_tokens + cached_input_tokens + cache_write_tokens as "inputTokens",
    output_tokens + reasoning_tokens as "outputTokens", metered_tokens as "meteredTokens",
    is_estimated as "isEstimated", cost_nano as "costNano", charge_nano as "chargeNano" from token_usage`) {
    turns.get(id)?.usage.push(usage);
  }
  return turns;
}
