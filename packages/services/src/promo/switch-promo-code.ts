import { eq } from 'drizzle-orm';
import { AppError } from '@geko/contracts/errors';
import type { SwitchPromoCode } from '@geko/contracts/promo-codes';
import { promoCodes } from '@geko/db/schema/payments';
import { auditOperator } from '../admin/audit-operator.ts';
import type { Operator, OperatorDeps } from '../admin/operator.ts';

/** Lets a code be redeemed, or no longer; what it has brought stays. @throws AppError NOT_FOUND */
export async function switchPromoCode(
  deps: OperatorDeps,
  operator: Operator,
  { id, isActive }: SwitchPromoCode,
): Promise<void> {
  await deps.db.transaction(async (tx) => {
    const changed = await tx
      .update(promoCodes)
      .set({ isActive })
      .where(eq(promoCodes.id, id))
      .returning({ id: promoCodes.id });
    if (changed.length === 0) throw new AppError('NOT_FOUND');
    const after = isActive ? 'on' : 'off';
    await auditOperator(tx, deps, operator, { action: 'promo.set_active', objectId: id, after });
  });
}
