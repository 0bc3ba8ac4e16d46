import { and, eq } from 'drizzle-orm';
import { AppError } from '@geko/contracts/errors';
import type { DeactivateLicence, ReleaseDevice } from '@geko/contracts/licences';
import { inTenant, type Tx } from '@geko/db/client';
import { licenceDevices } from '@geko/db/schema/licences';
import { writeAudit, writeAuditLine } from '../audit/write-audit.ts';
import type { Deps, RequestFacts, Scope } from '../deps.ts';
import type { LicencePlace } from './lock-licence.ts';
import { showLicence } from './show-licence.ts';

/** Frees the seat of a device of the caller's workspace, from its next request on. @throws AppError NOT_FOUND */
export async function releaseDevice(
  scope: Scope,
  { id, device }: Pick<ReleaseDevice, 'id' | 'device'>,
): Promise<void> {
  const { tenantId, workspaceId } = scope.caller;
  const isGone = await removeDevice(scope.tx, { tenantId, workspaceId, id }, device);
  if (!isGone) throw new AppError('NOT_FOUND');
  await writeAudit(scope, { action: 'licence.release_device', objectId: id });
}

/** A device gives up its own seat. One that has none has none. @throws AppError LICENCE_INVALID */
export async function deactivateDevice(
  deps: Pick<Deps, 'db' | 'secrets' | 'now' | 'newId'>,
  request: RequestFacts,
  { key, deviceId }: DeactivateLicence,
): Promise<void> {
  const { id, tenantId, workspaceId, userId } = await showLicence(deps, { key, deviceId });
  await inTenant(deps.db, { tenantId, workspaceId, userId }, async (tx) => {
    if (!(await removeDevice(tx, { tenantId, workspaceId, id }, deviceId))) return;
    const { newId } = deps;
    await writeAuditLine(
      { tx, tenantId, workspaceId, actorId: null, now: deps.now(), newId, request },
      { action: 'licence.release_device', objectId: id },
    );
  });
}

async function removeDevice(
  tx: Tx,
  { tenantId, workspaceId, id }: LicencePlace,
  deviceId: string,
): Promise<boolean> {
  const gone = await tx
    .delete(licenceDevices)
    .where(
      and(
        eq(licenceDevices.tenantId, tenantId),
        eq(licenceDevices.workspaceId, workspaceId),
        eq(licenceDevices.licenceId, id),
        eq(licenceDevices.id, deviceId),
      ),
    )
    .returning({ id: licenceDevices.id });
  return gone.length > 0;
}
