import { and, eq } from 'drizzle-orm';
import { licenceSigner, signOfflineToken } from '@geko/auth/licence-token';
import { licenceTierTable, type ValidLicence } from '@geko/contracts/licences';
import { inTenant } from '@geko/db/client';
import { licenceDevices } from '@geko/db/schema/licences';
import { workspaces } from '@geko/db/schema/tenancy';
import { offlineTerms } from '@geko/domain/licence';
import type { Deps } from '../deps.ts';
import { licenceMonths } from './licence-month.ts';
import { deviceView } from './list-workspace-licences.ts';
import type { ShownLicence } from './show-licence.ts';

/**
 * All that the device of a shown licence wants to know of it, with the token by which it goes on while it is offline. Notes
 * that the device was seen.
 */
export async function describeLicence(
  deps: Pick<Deps, 'db' | 'secrets' | 'publicUrl' | 'now'>,
  licence: ShownLicence,
  deviceId: string | null,
): Promise<ValidLicence> {
  const { id, tenantId, workspaceId, userId, tier, expiresAt } = licence;
  const { seats } = licenceTierTable[tier];
  const now = deps.now();
  const { devices, thisMonth } = await inTenant(
    deps.db,
    { tenantId, workspaceId, userId },
    async (tx) => {
      const ofIt = and(
        eq(licenceDevices.tenantId, tenantId),
        eq(licenceDevices.workspaceId, workspaceId),
        eq(licenceDevices.licenceId, id),
      );
      if (deviceId !== null) {
        await tx
          .update(licenceDevices)
          .set({ lastSeenAt: now })
          .where(and(ofIt, eq(licenceDevices.id, deviceId)));
      }
      const [place] = await tx
        .select({ timeZone: workspaces.timeZone })
        .from(workspaces)
        .where(and(eq(workspaces.tenantId, tenantId), eq(workspaces.id, workspaceId)));
      const timeZone = place?.timeZone ?? 'UTC';
      const months = await licenceMonths(tx, { tenantId, workspaceId, timeZone, now }, [licence]);
      const found = months.get(id);
      if (found === undefined) throw new Error('the month of a licence was not found');
      return { devices: await tx.select().from(licenceDevices).where(ofIt), thisMonth: found };
    },
  );
  const device = devices.find((one) => one.id === deviceId);
  return {
    id,
    tier,
    expiresAt: expiresAt?.toISOString() ?? null,
    seats,
    seatsTaken: devices.length,
    thisMonth,
    device: device === undefined ? null : deviceView(device),
    offlineToken:
      seats !== null && device === undefined
        ? null
        : await offlineToken(deps, licence, { deviceId: device?.id ?? null, now }),
  };
}

function offlineToken(
  { secrets, publicUrl }: Pick<Deps, 'secrets' | 'publicUrl'>,
  { id, tier, expiresAt }: ShownLicence,
  { deviceId, now }: { deviceId: string | null; now: Date },
): Promise<string> {
  const { endsAt, graceEndsAt } = offlineTerms({ expiresAt }, now);
  const seconds = (at: Date) => Math.floor(at.getTime() / 1000);
  return signOfflineToken(licenceSigner(secrets.licenceSigningSeed, publicUrl), {
    sub: id,
    tier,
    device: deviceId,
    iat: seconds(now),
    exp: seconds(endsAt),
    grace: seconds(graceEndsAt),
  });
}
