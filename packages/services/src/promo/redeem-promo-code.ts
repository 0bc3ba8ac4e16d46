import { and, eq, gt, isNull, lt, or, sql } from 'drizzle-orm';
import { AppError } from '@geko/contracts/errors';
import type { RedeemedPromoCode, RedeemPromoCode } from '@geko/contracts/promo-codes';
import { promoCodes, promoRedemptions } from '@geko/db/schema/payments';
import { assertPermitted, inWorkspace } from '../access/in-workspace.ts';
import { writeAudit } from '../audit/write-audit.ts';
import type { Deps, Principal, RequestFacts, Scope } from '../deps.ts';
import { addLot } from '../wallet/add-lot.ts';

const DAY_MS = 86_400_000;

/**
 * Puts the credit of a code into the workspace's wallet, once for a workspace and never oftener than the code allows, whoever
 * comes at the same time. Codes that are not there, ended, used up or switched off look alike.
 * @throws AppError FORBIDDEN; NOT_FOUND; CONFLICT where the workspace has had it; RATE_LIMITED for who guesses
 */
export async function redeemPromoCode(
  deps: Pick<Deps, 'db' | 'now' | 'newId' | 'rateLimits'>,
  { principal, request }: { principal: Principal; request: RequestFacts },
  { workspaceId, ...wish }: RedeemPromoCode,
): Promise<RedeemedPromoCode> {
  const { userId, onlyWorkspaceId } = principal;
  await deps.rateLimits.consume('promoByAccount', userId);
  return inWorkspace(deps, { userId, onlyWorkspaceId, workspaceId, request }, (scope) => {
    assertPermitted(scope.caller, 'billing:manage');
    return redeem(scope, wish);
  });
}

async function redeem(
  scope: Scope,
  { id, code }: Omit<RedeemPromoCode, 'workspaceId'>,
): Promise<RedeemedPromoCode> {
  const { tx, caller, now, newId } = scope;
  const { tenantId, workspaceId, userId } = caller;
  const [found] = await tx.select().from(promoCodes).where(eq(promoCodes.code, code));
  if (!found) throw noSuchCode();
  const { id: codeId, amountNano, creditDays } = found;
  const made = await tx
    .insert(promoRedemptions)
    .values({ tenantId, workspaceId, id, codeId, redeemedBy: userId, redeemedAt: now })
    .onConflictDoNothing()
    .returning({ id: promoRedemptions.id });
  if (made.length === 0) return resent(scope, { id, codeId, found });
  // Ask and take in one breath: who comes at the same time waits for the row.
  const taken = await tx
    .update(promoCodes)
    .set({ redemptions: sql`${promoCodes.redemptions} + 1` })
    .where(
      and(
        eq(promoCodes.id, codeId),
        eq(promoCodes.isActive, true),
        lt(promoCodes.redemptions, promoCodes.mostRedemptions),
        or(isNull(promoCodes.endsAt), gt(promoCodes.endsAt, now)),
      ),
    )
    .returning({ id: promoCodes.id });
  if (taken.length === 0) throw noSuchCode();
  const expiresAt = endOf(now, creditDays);
  const place = { tx, tenantId, workspaceId, now, newId };
  await addLot(place, { id, kind: 'bonus', amountNano, expiresAt, grantedBy: null });
  await writeAudit(scope, { action: 'promo.redeem', objectId: codeId, after: `${amountNano}` });
  return { amountNano: amountNano.toString(), expiresAt: expiresAt?.toISOString() ?? null };
}

/** The same wish once more is answered as it was; another one is one too many. */
async function resent(
  { tx, caller }: Scope,
  {
    id,
    codeId,
    found,
  }: { id: string; codeId: string; found: { amountNano: bigint; creditDays: number | null } },
): Promise<RedeemedPromoCode> {
  const [there] = await tx
    .select()
    .from(promoRedemptions)
    .where(
      and(
        eq(promoRedemptions.tenantId, caller.tenantId),
        eq(promoRedemptions.workspaceId, caller.workspaceId),
        eq(promoRedemptions.id, id),
      ),
    );
  if (there?.codeId !== codeId) {
    throw new AppError('CONFLICT', {
      field: there ? 'id' : 'code',
      ...(!there && { message: 'This workspace has redeemed this code already.' }),
    });
  }
  const expiresAt = endOf(there.redeemedAt, found.creditDays);
  return {
    amountNano: found.amountNano.toString(),
    expiresAt: expiresAt?.toISOString() ?? null,
  };
}

function endOf(from: Date, days: number | null): Date | null {
  return days === null ? null : new Date(from.getTime() + days * DAY_MS);
}

function noSuchCode(): AppError {
  return new AppError('NOT_FOUND', {
    field: 'code',
    message: 'There is no such code, or it has ended.',
  });
}
