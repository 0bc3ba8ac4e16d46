import { sql } from 'drizzle-orm';
import { isUuid, NIL_ID } from '@geko/contracts/ids';
import { enterTenant, type Tx } from '@geko/db/client';
import type { PaymentFacts } from '@geko/payments/stripe/facts/payment-facts';
import type { Deps, RequestFacts } from '../deps.ts';
import { stopTopUp } from './stop-top-up.ts';

/** Stripe tells that an automatic top-up was not paid. known: of none of ours, or of one that is over. */
export async function failTopUp(
  tx: Tx,
  { now, newId }: Pick<Deps, 'now' | 'newId'>,
  { mark: { operationId: paymentId }, declineCode }: PaymentFacts,
  request: RequestFacts,
): Promise<'known'> {
  if (paymentId === null || !isUuid(paymentId)) return 'known';
  const { rows } = await tx.execute<{ tenant_id: string; workspace_id: string }>(
    sql`select * from system.place_of_payment(${paymentId}::uuid)`,
  );
  const [row] = rows;
  if (!row) return 'known';
  const place = { tenantId: row.tenant_id, workspaceId: row.workspace_id };
  await enterTenant(tx, { ...place, userId: NIL_ID });
  const stop = declineCode === 'authentication_required' ? 'needs_owner' : 'declined';
  await stopTopUp({ tx, ...place, now: now(), newId }, { paymentId, stop, request });
  return 'known';
}
