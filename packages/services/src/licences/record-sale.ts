import { and, eq, ne, sql } from 'drizzle-orm';
import { Email } from '@geko/contracts/auth';
import { AppError } from '@geko/contracts/errors';
import { NIL_ID } from '@geko/contracts/ids';
import { enterTenant, type Tx } from '@geko/db/client';
import { licences, saleEvents } from '@geko/db/schema/licences';
import type { Knock, Sale, Shop } from '@geko/payments/shop';
import { writeAuditLine } from '../audit/write-audit.ts';
import type { RequestFacts } from '../deps.ts';
import { buyerPlace } from './buyer-place.ts';
import { insertLicence, type LicenceDeps } from './insert-licence.ts';
import { isIt, lockLicence, setStatus, type LicencePlace } from './lock-licence.ts';

type Outcome = (typeof saleEvents.$inferSelect)['outcome'];

/**
 * What a shop's webhook told of a sale, once for good: the sale is asked for as it is now, and moves only forward, from
 * nothing to a licence (its key mailed to the buyer) to its end. The event and all that follows are one transaction.
 *
 * @returns what came of it; null = of the same event before.
 * @throws AppError NOT_FOUND for a sale that the shop does not know; ShopError where it cannot be asked
 */
export async function recordSale(
  deps: LicenceDeps,
  shop: Shop,
  { knock, request }: { knock: Knock; request: RequestFacts },
): Promise<Outcome | null> {
  if (await isRecorded(deps.db, shop, knock)) return null;
  const sale = await shop.findSale(knock.saleId);
  if (sale === null) throw new AppError('NOT_FOUND');
  return deps.db.transaction(async (tx) => {
    // One at a time of a sale: shops tell of it several times at once.
    await tx.execute(
      sql`select pg_advisory_xact_lock(hashtextextended(${`${shop.id} ${sale.id}`}, 0))`,
    );
    if (await isRecorded(tx, shop, knock)) return null;
    const outcome = await carryOut(tx, deps, shop, sale, request);
    const said = { outcome, receivedAt: deps.now() };
    await tx
      .insert(saleEvents)
      .values({ source: shop.id, eventId: knock.eventId, saleId: sale.id, ...said })
      .onConflictDoUpdate({ target: [saleEvents.source, saleEvents.eventId], set: said });
    return outcome;
  });
}

/** A sale of what no tier was set for may be told again when one is. */
async function isRecorded(
  tx: Pick<Tx, '$count'>,
  { id }: Pick<Shop, 'id'>,
  { eventId }: Knock,
): Promise<boolean> {
  const isThere = and(
    eq(saleEvents.source, id),
    eq(saleEvents.eventId, eventId),
    ne(saleEvents.outcome, 'unknown_product'),
  );
  return (await tx.$count(saleEvents, isThere)) > 0;
}

async function carryOut(
  tx: Tx,
  deps: LicenceDeps,
  shop: Shop,
  sale: Sale,
  request: RequestFacts,
): Promise<Outcome> {
  const { rows } = await tx.execute<{ id: string; tenant_id: string; workspace_id: string }>(
    sql`select * from system.licence_of_sale(${shop.id}, ${sale.id})`,
  );
  const [row] = rows;
  if (row) {
    const place = { tenantId: row.tenant_id, workspaceId: row.workspace_id, id: row.id };
    return judge(tx, deps, place, { isGood: sale.state === 'good', request });
  }
  // What was over once is not sold again by news that come late.
  const isOver = and(
    eq(saleEvents.source, shop.id),
    eq(saleEvents.saleId, sale.id),
    eq(saleEvents.outcome, 'ended'),
  );
  if (sale.state === 'over' || (await tx.$count(saleEvents, isOver)) > 0) return 'ended';
  const tier = shop.tierOf(sale.productId);
  const email = Email.safeParse(sale.email);
  if (tier === null || !email.success) return 'unknown_product';
  const buyer = await buyerPlace(tx, deps, { email: email.data, request });
  const { tenantId, workspaceId, userId } = buyer;
  const id = deps.newId();
  const terms = { id, tier, holderEmail: email.data, expiresAt: null };
  const made = await insertLicence(
    tx,
    deps,
    { tenantId, workspaceId, userId, ...terms, source: shop.id, saleId: sale.id },
    buyer,
  );
  if (made === null) throw new Error('the id of a new licence is taken');
  await writeAuditLine(
    { tx, tenantId, workspaceId, actorId: null, now: deps.now(), newId: deps.newId, request },
    { action: 'licence.issue', objectId: id, after: tier },
  );
  return 'issued';
}

/** What a shop's word means to the licence of its sale. Leaves the transaction in its workspace. */
export async function judge(
  tx: Tx,
  { now, newId }: Pick<LicenceDeps, 'now' | 'newId'>,
  place: LicencePlace,
  { isGood, request }: { isGood: boolean; request: RequestFacts },
): Promise<'confirmed' | 'ended'> {
  const { tenantId, workspaceId, id } = place;
  await enterTenant(tx, { tenantId, workspaceId, userId: NIL_ID });
  const { status } = await lockLicence(tx, place);
  if (isGood) {
    await tx.update(licences).set({ saleCheckedAt: now() }).where(isIt(place));
    return 'confirmed';
  }
  if (status !== 'revoked') {
    await setStatus(tx, place, { status: 'revoked', now: now() });
    await writeAuditLine(
      { tx, tenantId, workspaceId, actorId: null, now: now(), newId, request },
      { action: 'licence.revoke', objectId: id, before: status },
    );
  }
  return 'ended';
}
