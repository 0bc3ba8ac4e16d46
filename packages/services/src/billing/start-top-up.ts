import { and, eq } from 'drizzle-orm';
import { creditPacks } from '@geko/contracts/credit-packs';
import { AppError } from '@geko/contracts/errors';
import type { StartedPayment, StartTopUp, TopUpChoice } from '@geko/contracts/payments';
import { NANO_PER_USD } from '@geko/contracts/usd';
import { payments } from '@geko/db/schema/payments';
import { ensureCustomer } from '@geko/payments/stripe/ensure-customer';
import { startTopUp as startCheckout } from '@geko/payments/stripe/start-checkout';
import { assertPermitted, inWorkspace } from '../access/in-workspace.ts';
import { writeAudit } from '../audit/write-audit.ts';
import type { Deps, Principal, RequestFacts, Scope } from '../deps.ts';
import { keepCustomer, readBuyer } from './stripe-customer.ts';
import { requireStripe, viaStripe } from './stripe-rail.ts';

type Buyer = { principal: Principal; request: RequestFacts };

/**
 * Begins to buy credit: the page at Stripe on which it is paid. What was agreed is kept first, so that whatever Stripe tells
 * of it later is held against that. A resend is the same payment.
 * @throws AppError FORBIDDEN; CONFLICT where payments are not set up, the id is another payment's, or it is paid; UNAVAILABLE
 */
export async function startTopUp(
  deps: Pick<Deps, 'db' | 'now' | 'newId' | 'stripe' | 'publicUrl' | 'log'>,
  { principal, request }: Buyer,
  { workspaceId, id, topUp }: StartTopUp,
): Promise<StartedPayment> {
  const { userId, onlyWorkspaceId } = principal;
  const inside = <T>(verb: (scope: Scope) => Promise<T>) =>
    inWorkspace(deps, { userId, onlyWorkspaceId, workspaceId, request }, verb);
  const buyer = await inside((scope) => begin(scope, { id, topUp }));
  const { client, isTaxAutomatic } = requireStripe(deps);
  const back = `${deps.publicUrl}/w/${workspaceId}/settings?tab=wallet&payment=${id}`;
  const { customerId, started } = await viaStripe(deps.log, async () => {
    const customer = await ensureCustomer(client, { operationId: id, ...buyer });
    const wish = {
      operationId: id,
      workspaceId,
      customerId: customer.customerId,
      successUrl: back,
      cancelUrl: `${back}&gaveUp=1`,
      isTaxAutomatic,
    };
    return {
      customerId: customer.customerId,
      started: await startCheckout(client, { ...wish, topUp, isCardKept: false }),
    };
  });
  const { sessionId, url, expiresAt } = started;
  await inside(async (scope) => {
    await keepCustomer(scope, customerId);
    await keep(scope.tx, { ...scope.caller, id, customerId, sessionId });
  });
  return { url, expiresAt: expiresAt.toISOString() };
}

/** What credit costs, and how much of it there is. */
export function termsOf(topUp: TopUpChoice): { priceCents: number; creditNano: bigint } {
  if ('pack' in topUp) return creditPacks[topUp.pack];
  const { amountCents } = topUp;
  return { priceCents: amountCents, creditNano: (BigInt(amountCents) * NANO_PER_USD) / 100n };
}

/** Keeps what is agreed, and tells whom Stripe is to know. */
async function begin(scope: Scope, { id, topUp }: Pick<StartTopUp, 'id' | 'topUp'>) {
  const { tx, caller, now } = scope;
  const { tenantId, workspaceId, userId } = caller;
  assertPermitted(caller, 'billing:manage');
  const { priceCents, creditNano } = termsOf(topUp);
  const made = await tx
    .insert(payments)
    .values({
      tenantId,
      workspaceId,
      id,
      state: 'begun',
      creditNano,
      priceCents,
      begunBy: userId,
      begunAt: now,
    })
    .onConflictDoNothing()
    .returning({ id: payments.id });
  if (made.length > 0) {
    await writeAudit(scope, { action: 'payment.begin', objectId: id });
  } else {
    const [there] = await tx
      .select()
      .from(payments)
      .where(isPayment({ ...caller, id }));
    if (there?.state !== 'begun' || there.origin !== 'page' || there.priceCents !== priceCents) {
      throw new AppError('CONFLICT', { field: 'id' });
    }
  }
  return readBuyer(scope);
}

async function keep(
  tx: Scope['tx'],
  facts: {
    tenantId: string;
    workspaceId: string;
    id: string;
    customerId: string;
    sessionId: string;
  },
): Promise<void> {
  const { customerId, sessionId } = facts;
  await tx.update(payments).set({ customerId, sessionId }).where(isPayment(facts));
}

/** That payment of that workspace. */
export function isPayment({
  tenantId,
  workspaceId,
  id,
}: {
  tenantId: string;
  workspaceId: string;
  id: string;
}) {
  return and(
    eq(payments.tenantId, tenantId),
    eq(payments.workspaceId, workspaceId),
    eq(payments.id, id),
  );
}
