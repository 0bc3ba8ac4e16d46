import { and, asc, desc, eq, isNotNull } from 'drizzle-orm';
import type { Tx } from '@geko/db/client';
import { users } from '@geko/db/schema/identity';
import { invoices } from '@geko/db/schema/invoices';
import { payments } from '@geko/db/schema/payments';
import { tenants, workspaceMembers } from '@geko/db/schema/tenancy';

type Place = { tenantId: string; workspaceId: string };

/** Whom Stripe is to know as the payer of a workspace. */
export type Payer = { name: string; email: string; customerId: string | null };

/**
 * The company, the address of whoever has owned the workspace longest, and the customer that it has paid as before. null where
 * nobody owns the workspace any more. The transaction must be in it.
 */
export async function findPayer(tx: Tx, { tenantId, workspaceId }: Place): Promise<Payer | null> {
  const [company] = await tx
    .select({ name: tenants.name })
    .from(tenants)
    .where(eq(tenants.id, tenantId));
  const [owner] = await tx
    .select({ email: users.email })
    .from(workspaceMembers)
    .innerJoin(users, eq(users.id, workspaceMembers.userId))
    .where(
      and(
        eq(workspaceMembers.tenantId, tenantId),
        eq(workspaceMembers.workspaceId, workspaceId),
        eq(workspaceMembers.role, 'owner'),
      ),
    )
    .orderBy(asc(workspaceMembers.createdAt), asc(users.id))
    .limit(1);
  if (!company || !owner) return null;
  return { ...company, ...owner, customerId: await knownCustomer(tx, { tenantId, workspaceId }) };
}

async function knownCustomer(tx: Tx, { tenantId, workspaceId }: Place): Promise<string | null> {
  const [paid] = await tx
    .select({ id: payments.customerId })
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
  if (paid) return paid.id;
  const [invoiced] = await tx
    .select({ id: invoices.customerId })
    .from(invoices)
    .where(
      and(
        eq(invoices.tenantId, tenantId),
        eq(invoices.workspaceId, workspaceId),
        isNotNull(invoices.customerId),
      ),
    )
    .orderBy(desc(invoices.madeAt))
    .limit(1);
  return invoiced?.id ?? null;
}
