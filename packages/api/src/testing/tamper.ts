import postgres from 'postgres';
import { verifyLedger } from '@geko/services/ledger/verify-ledger';

export type Tamper = {
  /**
   * What verification finds after a change that no program of ours can make: as the owner, with walls and triggers
   * taken down. Then all is as before. 'refused' when the database does not take even that.
   */
  problemsAfter(change: (sql: postgres.Sql) => Promise<unknown>): Promise<string[] | 'refused'>;
  sql: postgres.Sql;
  close(): Promise<void>;
};

/** Somebody with the owner's password and bad intentions. tables: those whose walls and triggers they take down. */
export function openTamper(
  ownerUrl: string,
  { tables, workspaceId }: { tables: readonly string[]; workspaceId: string },
): Tamper {
  const sql = postgres(ownerUrl, { max: 1, onnotice: () => undefined });
  const takeDown = async () => {
    for (const table of tables) {
      await sql`alter table ${sql(table)} no force row level security`;
      await sql`alter table ${sql(table)} disable trigger user`;
    }
  };
  return {
    sql,
    async problemsAfter(change) {
      await sql.unsafe('begin');
      try {
        await takeDown();
        const refusal = await change(sql).then(
          () => null,
          (error: unknown) => error,
        );
        if (refusal instanceof postgres.PostgresError && isRule(refusal.code)) return 'refused';
        if (refusal instanceof Error) throw refusal;
        await sql`set local role geko_system`;
        return (await verifyLedger({ sql, workspaceId })).problems;
      } finally {
        await sql.unsafe('rollback');
      }
    },
    close: () => sql.end(),
  };
}

const GENERATED_ALWAYS = '428C9';

/** Whether the database refused by a rule of its tables. */
function isRule(code: string): boolean {
  return code.startsWith('23') || code === GENERATED_ALWAYS;
}
