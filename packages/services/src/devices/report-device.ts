import { and, asc, count, eq } from 'drizzle-orm';
import type { ReportDevice } from '@geko/contracts/devices';
import { workspaceDevices } from '@geko/db/schema/devices';
import type { Scope } from '../deps.ts';
import { assertLocalAllowed } from './assert-local-allowed.ts';

/** Machines of one member in one workspace; the one that was not seen for longest makes room. */
const MOST_DEVICES = 20;

/**
 * Keeps what one of the caller's machines tells of itself.
 * @throws AppError FORBIDDEN, MODEL_DISABLED
 */
export async function reportDevice(
  { tx, caller, now }: Scope,
  { device, models }: Pick<ReportDevice, 'device' | 'models'>,
): Promise<void> {
  assertLocalAllowed(caller);
  const { tenantId, workspaceId, userId } = caller;
  const told = { ...device, models, lastSeenAt: now };
  const { id: _id, ...changing } = told;
  await tx
    .insert(workspaceDevices)
    .values({ tenantId, workspaceId, userId, ...told, firstSeenAt: now })
    .onConflictDoUpdate({
      target: [
        workspaceDevices.tenantId,
        workspaceDevices.workspaceId,
        workspaceDevices.userId,
        workspaceDevices.id,
      ],
      set: changing,
    });
  const isMine = and(
    eq(workspaceDevices.tenantId, tenantId),
    eq(workspaceDevices.workspaceId, workspaceId),
    eq(workspaceDevices.userId, userId),
  );
  const [known] = await tx.select({ count: count() }).from(workspaceDevices).where(isMine);
  if ((known?.count ?? 0) <= MOST_DEVICES) return;
  const [oldest] = await tx
    .select({ id: workspaceDevices.id })
    .from(workspaceDevices)
    .where(isMine)
    .orderBy(asc(workspaceDevices.lastSeenAt), asc(workspaceDevices.id))
    .limit(1);
  if (oldest === undefined) return;
  await tx.delete(workspaceDevices).where(and(isMine, eq(workspaceDevices.id, oldest.id)));
}
