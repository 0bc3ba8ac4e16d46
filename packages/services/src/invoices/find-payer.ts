import { and, asc, eq } from 'drizzle-orm';
import type { Tx } from '@geko/db/client';
import { users } from '@geko/db/schema/identity';
import { tenants, workspaceMembers } from '@geko/db/schema/tenancy';
import { findCustomer } from '../billing/stripe-customer.ts';

type Place = { tenantId: string; workspaceId: string };

/** Whom Stripe is to know as the payer of a workspace. */
export type Payer = { name: string; email: string; customerId: string | null };

/**
 * The company, the address of whoever has owned the workspace longest, and the customer that it is at Stripe. null where
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
  return { ...company, ...owner, customerId: await findCustomer(tx, { tenantId, workspaceId }) };
}
