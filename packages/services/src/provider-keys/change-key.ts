import { eq } from 'drizzle-orm';
import { AppError } from '@geko/contracts/errors';
import type { AuditAction } from '@geko/contracts/audit';
import type { Tx } from '@geko/db/client';
import { providerKeys } from '@geko/db/schema/provider-keys';
import { auditOperator } from '../admin/audit-operator.ts';
import type { Operator, OperatorDeps } from '../admin/operator.ts';
import type { KeyRow } from './provider-secrets.ts';
import { tellPool } from './tell-pool.ts';

/**
 * Runs an operator's change of one key, which is locked; its line on the record follows, and every process hears of it at
 * the commit. change returns what the line says of it.
 * @throws AppError NOT_FOUND
 */
export async function changeKey(
  deps: OperatorDeps,
  operator: Operator,
  { id, action }: { id: string; action: AuditAction },
  change: (tx: Tx, row: KeyRow) => Promise<{ before?: string; after?: string }>,
): Promise<void> {
  await deps.db.transaction(async (tx) => {
    const [row] = await tx.select().from(providerKeys).where(eq(providerKeys.id, id)).for('update');
    if (!row) throw new AppError('NOT_FOUND');
    const facts = await change(tx, row);
    await tellPool(tx, { from: null, news: null });
    await auditOperator(tx, deps, operator, { action, objectId: row.alias, ...facts });
  });
}
