import { isUuid } from '@geko/contracts/ids';
import { verifyLedger } from '@geko/services/ledger/verify-ledger';
import { CliError } from '../cli-error.ts';
import type { CliEnv } from '../env.ts';
import { withDatabase, withSql } from '../with-database.ts';

export type LedgerReport = { text: string; isSound: boolean };

/**
 * Recomputes every receipt and balance, of one workspace or of all, and says what does not agree.
 * Reads as geko_system, which sees every workspace and can change nothing.
 * @throws CliError when the workspace id is none.
 */
export async function ledgerVerify(
  env: CliEnv,
  { workspaceId }: { workspaceId: string | null },
): Promise<LedgerReport> {
  if (workspaceId !== null && !isUuid(workspaceId)) {
    throw new CliError(`${workspaceId} is not a workspace id.`);
  }
  const { checked, problems } = await withDatabase({ env, mayCreate: false }, (ownerUrl) =>
    withSql(ownerUrl, async (sql) => {
      await sql`set role geko_system`;
      return verifyLedger({ sql, workspaceId });
    }),
  );
  const counts = Object.entries(checked).map(([name, count]) => `${count} ${name}`);
  const isSound = problems.length === 0;
  const verdict = isSound
    ? 'Everything agrees to the nano-dollar.'
    : `${problems.length} ${problems.length === 1 ? 'thing does' : 'things do'} not agree:`;
  return {
    text: [`Checked ${counts.join(', ')}.`, verdict, ...problems.map((line) => `  ${line}`)].join(
      '\n',
    ),
    isSound,
  };
}
