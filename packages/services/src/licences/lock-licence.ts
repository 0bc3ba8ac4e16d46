import { and, eq } from 'drizzle-orm';
import { AppError } from '@geko/contracts/errors';
import type { Tx } from '@geko/db/client';
import { licences } from '@geko/db/schema/licences';
import { apiKeys } from '@geko/db/schema/limits';

export type LicencePlace = { tenantId: string; workspaceId: string; id: string };
export type LicenceRow = typeof licences.$inferSelect;

/** A licence of the transaction's workspace, locked. @throws AppError NOT_FOUND */
export async function lockLicence(tx: Tx, place: LicencePlace): Promise<LicenceRow> {
  const [row] = await tx.select().from(licences).where(isIt(place)).for('update');
  if (!row) throw new AppError('NOT_FOUND');
  return row;
}

/** Puts a locked licence into another state; its key finds nothing as long as it may not be used. */
export async function setStatus(
  tx: Tx,
  place: LicencePlace,
  { status, now }: { status: LicenceRow['status']; now: Date },
): Promise<void> {
  await tx.update(licences).set({ status }).where(isIt(place));
  await tx
    .update(apiKeys)
    .set({ revokedAt: status === 'active' ? null : now })
    .where(
      and(
        eq(apiKeys.tenantId, place.tenantId),
        eq(apiKeys.workspaceId, place.workspaceId),
        eq(apiKeys.id, place.id),
      ),
    );
}

/** The row of a licence. */
export const isIt = ({ tenantId, workspaceId, id }: LicencePlace) =>
  and(eq(licences.tenantId, tenantId), eq(licences.workspaceId, workspaceId), eq(licences.id, id));
