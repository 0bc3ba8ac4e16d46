import { eq } from 'drizzle-orm';
import { AppError } from '@geko/contracts/errors';
import type { CreatePromoCode } from '@geko/contracts/promo-codes';
import { promoCodes } from '@geko/db/schema/payments';
import { auditOperator } from '../admin/audit-operator.ts';
import type { Operator, OperatorDeps } from '../admin/operator.ts';

/**
 * An operator makes a code that brings credit. A resend makes no second one.
 * @throws AppError CONFLICT where the code is taken, or the id another one's; BAD_REQUEST where it has ended already
 */
export async function createPromoCode(
  deps: OperatorDeps,
  operator: Operator,
  { id, code, amountNano, mostRedemptions, endsAt, creditDays }: CreatePromoCode,
): Promise<void> {
  const now = deps.now();
  const end = endsAt === null ? null : new Date(endsAt);
  await deps.db.transaction(async (tx) => {
    const made = await tx
      .insert(promoCodes)
      .values({
        id,
        code,
        amountNano: BigInt(amountNano),
        mostRedemptions,
        endsAt: end,
        creditDays,
        createdBy: operator.principal.userId,
        createdAt: now,
      })
      .onConflictDoNothing()
      .returning({ id: promoCodes.id });
    if (made.length === 0) {
      const [there] = await tx.select().from(promoCodes).where(eq(promoCodes.id, id));
      if (there?.code === code && there.amountNano === BigInt(amountNano)) return;
      const field = there ? 'id' : 'code';
      throw new AppError('CONFLICT', {
        field,
        ...(!there && { message: 'code: there is such a code already.' }),
      });
    }
    if (end !== null && end <= now) {
      throw new AppError('BAD_REQUEST', {
        field: 'endsAt',
        message: 'endsAt: must be in the future.',
      });
    }
    await auditOperator(tx, deps, operator, {
      action: 'promo.create',
      objectId: id,
      after: `${amountNano}:${mostRedemptions}`,
    });
  });
}
