import { AppError } from '@geko/contracts/errors';
import type { FindPayment, Payment } from '@geko/contracts/payments';
import { payments } from '@geko/db/schema/payments';
import type { Scope } from '../deps.ts';
import { isPayment } from './start-top-up.ts';

/** A payment that was begun in the workspace, as it is now. @throws AppError NOT_FOUND */
export async function getPayment(
  { tx, caller }: Scope,
  { id }: Pick<FindPayment, 'id'>,
): Promise<Payment> {
  const [row] = await tx
    .select()
    .from(payments)
    .where(isPayment({ ...caller, id }));
  if (!row) throw new AppError('NOT_FOUND');
  const { state, creditNano, priceCents, taxCents, begunAt, paidAt } = row;
  return {
    id,
    state,
    creditNano: creditNano.toString(),
    priceCents,
    taxCents,
    begunAt: begunAt.toISOString(),
    paidAt: paidAt?.toISOString() ?? null,
  };
}
