import { eq, sql } from 'drizzle-orm';
import { AppError } from '@geko/contracts/errors';
import { users } from '@geko/db/schema/identity';
import { tenants } from '@geko/db/schema/tenancy';
import type { Scope } from '../deps.ts';

/** Whom Stripe is to know: the company, by the address of whoever pays now, and as which customer it knows it already. */
export type Payer = { tenantId: string; name: string; email: string; customerId: string | null };

/** hadPlan: whether any workspace of the company has had a subscription. */
export async function payerOf({
  tx,
  caller: { tenantId, userId },
}: Pick<Scope, 'tx' | 'caller'>): Promise<{ payer: Payer; hadPlan: boolean }> {
  const [company] = await tx
    .select({ name: tenants.name })
    .from(tenants)
    .where(eq(tenants.id, tenantId));
  const [person] = await tx.select({ email: users.email }).from(users).where(eq(users.id, userId));
  const { rows } = await tx.execute<{ had_plan: boolean; customer_id: string | null }>(
    sql`select * from system.company_at_stripe()`,
  );
  if (!company || !person) throw new AppError('NOT_FOUND');
  const known = rows[0];
  return {
    payer: { tenantId, ...company, ...person, customerId: known?.customer_id ?? null },
    hadPlan: known?.had_plan ?? false,
  };
}
