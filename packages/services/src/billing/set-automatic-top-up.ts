import { AppError } from '@geko/contracts/errors';
import type { SetAutomaticTopUp } from '@geko/contracts/automatic-top-up';
import { automaticTopUps } from '@geko/db/schema/payments';
import { assertPermitted } from '../access/in-workspace.ts';
import { writeAudit } from '../audit/write-audit.ts';
import { insideOf, type Buyer } from './buyer.ts';
import type { CardDeps } from './card-holder.ts';
import { keptCards } from './kept-cards.ts';
import { leaseCards } from './lease-cards.ts';
import { findCustomer } from './stripe-customer.ts';
import { requireStripe } from './stripe-rail.ts';

/**
 * Says how credit is topped up by itself: switches it on, also where it had stopped, or off.
 * @throws AppError FORBIDDEN; BAD_REQUEST for a cap below the amount; CONFLICT without a card, or where payments are not set
 * up; UNAVAILABLE
 */
export async function setAutomaticTopUp(
  deps: CardDeps,
  holder: Buyer,
  { workspaceId, isOn, thresholdCents, amountCents, monthlyCapCents }: SetAutomaticTopUp,
): Promise<void> {
  const inside = insideOf(deps, holder, workspaceId);
  const customerId = await inside(({ tx, caller }) => {
    assertPermitted(caller, 'billing:manage');
    return findCustomer(tx, caller);
  });
  if (monthlyCapCents < amountCents) {
    throw new AppError('BAD_REQUEST', {
      field: 'monthlyCapCents',
      message: 'monthlyCapCents: must be at least as much as is bought at once.',
    });
  }
  const keep = () =>
    inside(async (scope) => {
      const { tx, caller, now } = scope;
      const { tenantId, userId } = caller;
      const set = {
        isOn,
        thresholdCents,
        amountCents,
        monthlyCapCents,
        stop: null,
        stoppedAt: null,
        setBy: userId,
        setAt: now,
      };
      await tx
        .insert(automaticTopUps)
        .values({ tenantId, workspaceId, ...set })
        .onConflictDoUpdate({
          target: [automaticTopUps.tenantId, automaticTopUps.workspaceId],
          set,
        });
      await writeAudit(scope, {
        action: 'top_up.set',
        objectId: workspaceId,
        after: isOn ? `${thresholdCents}:${amountCents}:${monthlyCapCents}` : 'off',
      });
    });
  if (!isOn) return keep();
  requireStripe(deps);
  if (customerId === null) throw noCard();
  // The last card is not taken away meanwhile.
  return leaseCards(inside, customerId, async () => {
    const cards = await keptCards(deps, customerId);
    if (!cards.some(({ isDefault }) => isDefault)) throw noCard();
    await keep();
  });
}

const noCard = () =>
  new AppError('CONFLICT', { message: 'There is no card to charge. Add one first.' });
