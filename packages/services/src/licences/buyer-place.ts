import { eq, sql } from 'drizzle-orm';
import type { Locale } from '@geko/contracts/auth';
import { enterTenant, type Tx } from '@geko/db/client';
import { users } from '@geko/db/schema/identity';
import { createCompany } from '../auth/create-owner.ts';
import type { RequestFacts } from '../deps.ts';
import type { LicenceDeps } from './insert-licence.ts';

/** Where a bought licence goes. */
export type BuyerPlace = {
  tenantId: string;
  workspaceId: string;
  /** Who owns it. */
  userId: string;
  locale: Locale;
  /** It was opened for this sale, and has no password yet. */
  isNewAccount: boolean;
};

/**
 * The workspace of whoever bought by an address, which the transaction then is in: the one that they have owned longest, or
 * one that is opened for them; an address that nobody has gets an account, which nobody can sign in to but by a link in a
 * mail to it.
 */
export async function buyerPlace(
  tx: Tx,
  deps: Pick<LicenceDeps, 'now' | 'newId'>,
  { email, request }: { email: string; request: RequestFacts },
): Promise<BuyerPlace> {
  const name = (email.split('@')[0] ?? email).slice(0, 60);
  const made = await tx
    .insert(users)
    .values({ id: deps.newId(), email, name, createdAt: deps.now() })
    .onConflictDoNothing({ target: users.email })
    .returning({ id: users.id });
  const [buyer] = await tx
    .select({ userId: users.id, locale: users.locale })
    .from(users)
    .where(eq(users.email, email));
  if (!buyer) throw new Error('the buyer has no account');
  const { userId } = buyer;
  const found = { ...buyer, isNewAccount: made.length > 0 };
  const { rows } = await tx.execute<{ tenant_id: string; workspace_id: string }>(
    sql`select * from system.owned_workspace(${userId}::uuid)`,
  );
  const [owned] = rows;
  if (owned) {
    const place = { tenantId: owned.tenant_id, workspaceId: owned.workspace_id };
    await enterTenant(tx, { ...place, userId });
    return { ...found, ...place };
  }
  const place = { tenantId: deps.newId(), workspaceId: deps.newId() };
  await createCompany(tx, deps, { ...place, userId, name, request });
  return { ...found, ...place };
}
