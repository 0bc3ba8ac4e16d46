import { and, asc, eq } from 'drizzle-orm';
import { AppError } from '@geko/contracts/errors';
import { licenceTierTable, type ActivateLicence } from '@geko/contracts/licences';
import { inTenant } from '@geko/db/client';
import { licenceDevices } from '@geko/db/schema/licences';
import { writeAuditLine } from '../audit/write-audit.ts';
import type { Deps, RequestFacts } from '../deps.ts';
import { lockLicence } from './lock-licence.ts';
import { showLicence, type ShownLicence } from './show-licence.ts';

/**
 * Gives a device a seat of a licence; one that has one keeps it, under its new name. However many ask at once, no more get
 * one than there are.
 * @throws AppError LICENCE_INVALID; LICENCE_SEATS where all are taken
 */
export async function activateDevice(
  deps: Pick<Deps, 'db' | 'secrets' | 'now' | 'newId'>,
  request: RequestFacts,
  { key, deviceId, deviceName }: ActivateLicence,
): Promise<ShownLicence> {
  const licence = await showLicence(deps, { key, deviceId });
  const { id, tenantId, workspaceId, userId, tier } = licence;
  const now = deps.now();
  await inTenant(deps.db, { tenantId, workspaceId, userId }, async (tx) => {
    await lockLicence(tx, { tenantId, workspaceId, id });
    const taken = await tx
      .select()
      .from(licenceDevices)
      .where(
        and(
          eq(licenceDevices.tenantId, tenantId),
          eq(licenceDevices.workspaceId, workspaceId),
          eq(licenceDevices.licenceId, id),
        ),
      )
      .orderBy(asc(licenceDevices.activatedAt), asc(licenceDevices.id));
    const { seats } = licenceTierTable[tier];
    const hasSeat = taken.some((device) => device.id === deviceId);
    if (!hasSeat && seats !== null && taken.length >= seats) {
      const names = taken.map(({ name }) => `“${name}”`).join(', ');
      throw new AppError('LICENCE_SEATS', {
        message: `All ${seats} ${seats === 1 ? 'seat' : 'seats'} of this licence are taken: ${names}. Release one first.`,
      });
    }
    await tx
      .insert(licenceDevices)
      .values({
        tenantId,
        workspaceId,
        licenceId: id,
        id: deviceId,
        name: deviceName,
        activatedAt: now,
        lastSeenAt: now,
      })
      .onConflictDoUpdate({
        target: [
          licenceDevices.tenantId,
          licenceDevices.workspaceId,
          licenceDevices.licenceId,
          licenceDevices.id,
        ],
        set: { name: deviceName, lastSeenAt: now },
      });
    if (hasSeat) return;
    await writeAuditLine(
      { tx, tenantId, workspaceId, actorId: null, now, newId: deps.newId, request },
      { action: 'licence.activate_device', objectId: id },
    );
  });
  return { ...licence, isSeated: true };
}
