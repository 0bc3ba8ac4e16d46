import { and, desc, eq, isNotNull } from 'drizzle-orm';
import { AppError } from '@geko/contracts/errors';
import type { Tx } from '@geko/db/client';
import { users } from '@geko/db/schema/identity';
import { payments, stripeCustomers } from '@geko/db/schema/payments';
import { tenants } from '@geko/db/schema/tenancy';
import type { Scope } from '../deps.ts';

type Place = { tenantId: string; workspaceId: string };

/** Who the company is at Stripe; null = it has not been there yet. */
export async function findCustomer(
  tx: Tx,
  { tenantId, workspaceId }: Place,
): Promise<string | null> {
  const [stored] = await tx
    .select({ customerId: stripeCustomers.customerId })
    .from(stripeCustomers)
    .where(eq(stripeCustomers.tenantId, tenantId));
  if (stored) return stored.customerId;
  // Of a company's other workspaces Stripe tells (ensureCustomer).
  const [last] = await tx
    .select({ customerId: payments.customerId })
    .from(payments)
    .where(
      and(
        eq(payments.tenantId, tenantId),
        eq(payments.workspaceId, workspaceId),
        isNotNull(payments.customerId),
      ),
    )
    .orderBy(desc(payments.begunAt))
    .limit(1);
  return last?.customerId ?? null;
}

/** Whom Stripe is to know (ensureCustomer): the company, by the name and address of who acts for it. */
export async function readBuyer({ tx, caller }: Scope) {
  const { tenantId, userId } = caller;
  const [company] = await tx
    .select({ name: tenants.name })
    .from(tenants)
    .where(eq(tenants.id, tenantId));
  const [person] = await tx.select({ email: users.email }).from(users).where(eq(users.id, userId));
  if (!company || !person) throw new AppError('NOT_FOUND');
  return { tenantId, ...company, ...person, customerId: await findCustomer(tx, caller) };
}

/** Keeps who the company is at Stripe, for all its workspaces. */
export async function keepCustomer(
  { tx, caller: { tenantId }, now }: Pick<Scope, 'tx' | 'now'> & { caller: { tenantId: string } },
  customerId: string,
): Promise<void> {
  await tx
    .insert(stripeCustomers)
    .values({ tenantId, customerId, createdAt: now })
    .onConflictDoUpdate({ target: stripeCustomers.tenantId, set: { customerId } });
}
