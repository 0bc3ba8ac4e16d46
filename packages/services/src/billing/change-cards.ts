import { sql } from 'drizzle-orm';
import { AppError } from '@geko/contracts/errors';
import type { ChangeCard } from '@geko/contracts/cards';
import type { Tx } from '@geko/db/client';
import { PaymentError } from '@geko/payments/payment-error';
import {
  listCards,
  removeCard as removeAtStripe,
  setDefaultCard as setDefaultAtStripe,
} from '@geko/payments/stripe/cards';
import { writeAudit } from '../audit/write-audit.ts';
import { insideOf, type Buyer } from './buyer.ts';
import { requireHolder, type CardDeps } from './card-holder.ts';
import { leaseCards } from './lease-cards.ts';
import { resumeTopUps } from './resume-top-ups.ts';
import { requireStripe, viaStripe } from './stripe-rail.ts';

/** As Stripe writes them; anything else would be another address there. */
const CARD_ID = /^\w{1,250}$/u;

/**
 * Charges this card from now on, also for plans that run; automatic top-up that has stopped goes on by it.
 * @throws AppError NOT_FOUND for a card that is not the company's; FORBIDDEN; CONFLICT; UNAVAILABLE
 */
export async function setDefaultCard(
  deps: CardDeps,
  holder: Buyer,
  { workspaceId, id, card: cardId }: ChangeCard,
): Promise<void> {
  const customerId = await requireHolder(deps, holder, { workspaceId, id });
  const { client } = requireStripe(deps);
  if (!CARD_ID.test(cardId)) throw new AppError('NOT_FOUND');
  await ofTheirs(deps, () => setDefaultAtStripe(client, { operationId: id, customerId, cardId }));
  await insideOf(
    deps,
    holder,
    workspaceId,
  )((scope) => writeAudit(scope, { action: 'card.set_default', objectId: cardId.toLowerCase() }));
  const mended = { customerId, before: deps.now(), request: holder.request };
  await deps.db.transaction((tx) => resumeTopUps(tx, deps, mended));
}

/**
 * Forgets a card. Where it was the default one, the newest of the others is charged from now on. The last one stays as
 * long as something charges it by itself.
 * @throws AppError NOT_FOUND for a card that is not the company's; CONFLICT that says what charges it; FORBIDDEN; UNAVAILABLE
 */
export async function removeCard(
  deps: CardDeps,
  holder: Buyer,
  { workspaceId, id, card: cardId }: ChangeCard,
): Promise<void> {
  const customerId = await requireHolder(deps, holder, { workspaceId, id });
  const { client } = requireStripe(deps);
  const inside = insideOf(deps, holder, workspaceId);
  await leaseCards(inside, customerId, async () => {
    const cards = await viaStripe(deps.log, () => listCards(client, { customerId }));
    const removed = cards.find((one) => one.cardId === cardId);
    if (!removed) throw new AppError('NOT_FOUND');
    const [next] = cards.filter((one) => one !== removed);
    if (!next) await inside(({ tx }) => assertUnused(tx));
    await ofTheirs(deps, async () => {
      if (removed.isDefault && next) {
        const { cardId: nextId } = next;
        await setDefaultAtStripe(client, { operationId: id, customerId, cardId: nextId });
      }
      await removeAtStripe(client, { operationId: id, customerId, cardId });
    });
  });
  await inside((scope) =>
    writeAudit(scope, { action: 'card.remove', objectId: cardId.toLowerCase() }),
  );
}

/** @throws AppError CONFLICT that says what charges the company's last card */
async function assertUnused(tx: Tx): Promise<void> {
  const { rows } = await tx.execute<{ is_paygo: boolean; is_topped_up: boolean }>(
    sql`select * from system.card_uses()`,
  );
  const message = rows[0]?.is_paygo
    ? 'The plan PayGo is paid by this card. Add another one first, or change the plan.'
    : 'Automatic top-up is paid by this card. Add another one first, or switch it off.';
  if (rows[0]?.is_paygo || rows[0]?.is_topped_up) throw new AppError('CONFLICT', { message });
}

/** A card that is not there, or not theirs, is not found. */
async function ofTheirs<T>(deps: CardDeps, ask: () => Promise<T>): Promise<T> {
  return viaStripe(deps.log, ask).catch((error: unknown) => {
    const cause = error instanceof AppError ? error.cause : null;
    if (cause instanceof PaymentError && cause.code === 'not_found')
      throw new AppError('NOT_FOUND');
    throw error;
  });
}
