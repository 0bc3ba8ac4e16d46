import postgres from 'postgres';
import type { TurnPart } from '@geko/contracts/chat';
import { verifyLedger } from '@geko/services/ledger/verify-ledger';
import type { TestHouse } from './test-house.ts';

type UsageRow = {
  id: string;
  inputTokens: number;
  outputTokens: number;
  totalTokens: number;
  meteredTokens: number;
  isEstimated: boolean;
  costNano: string;
  chargeNano: string;
  outcome: string;
};

/** All that the database keeps of one turn. */
export type TurnFacts = {
  turn: { status: string; errorCode: string | null; isClosed: boolean } | null;
  userMessages: string[];
  /** The texts of the answers saved for it. */
  answers: string[];
  parts: TurnPart[];
  usage: UsageRow[];
  journals: number;
  holds: { status: string; inputTokens: number; maxOutputTokens: number }[];
};

/** The books of a test's installation, read across tenants as geko_system. */
export type Books = {
  sql: postgres.Sql;
  turn(turnId: string): Promise<TurnFacts>;
  counters(
    workspaceId: string,
  ): Promise<{ subject: string; meter: string; used: number; held: number }[]>;
  usage(workspaceId: string): Promise<UsageRow[]>;
  /** What `ledger verify` finds wrong. */
  problems(workspaceId?: string): Promise<string[]>;
  close(): Promise<void>;
};

/** Opens the books of a house. */
export async function openBooks(house: TestHouse): Promise<Books> {
  const sql = postgres(house.database.ownerUrl, { max: 1 });
  await sql`set role geko_system`;
  const usageColumns = sql`id, input_tokens + cached_input_tokens + cache_write_tokens as "inputTokens",
    output_tokens + reasoning_tokens as "outputTokens", metered_tokens as "meteredTokens",
    input_tokens + cached_input_tokens + cache_write_tokens + output_tokens + reasoning_tokens as "totalTokens",
    is_estimated as "isEstimated", cost_nano as "costNano", charge_nano as "chargeNano", outcome`;
  return {
    sql,
    async turn(turnId) {
      const [turn] = await sql<NonNullable<TurnFacts['turn']>[]>`
        select status, error_code as "errorCode", closed_at is not null as "isClosed" from turns where id = ${turnId}`;
      const asked = await sql<
        { text: string }[]
      >`select text from messages where id = ${turnId} and role = 'user'`;
      const answers = await sql<
        { text: string }[]
      >`select text from messages where turn_id = ${turnId}`;
      const journals = await sql`select 1 from ledger_journals where operation_id = ${turnId}`;
      return {
        turn: turn ?? null,
        userMessages: asked.map(({ text }) => text),
        answers: answers.map(({ text }) => text),
        parts: await sql<
          TurnPart[]
        >`select seq, kind, text from turn_parts where turn_id = ${turnId} order by seq`,
        usage: await sql<UsageRow[]>`select ${usageColumns} from token_usage where id = ${turnId}`,
        journals: journals.length,
        holds: await sql<TurnFacts['holds']>`select status, input_tokens as "inputTokens",
          max_output_tokens as "maxOutputTokens" from holds where id = ${turnId}`,
      };
    },
    counters: (workspaceId) => sql`select subject, meter, used::float8, held::float8 from quotas
      where workspace_id = ${workspaceId} order by subject, meter`,
    usage: (workspaceId) =>
      sql<UsageRow[]>`select ${usageColumns} from token_usage where workspace_id = ${workspaceId}`,
    async problems(workspaceId) {
      return (await verifyLedger({ sql, workspaceId: workspaceId ?? null })).problems;
    },
    close: () => sql.end(),
  };
}
