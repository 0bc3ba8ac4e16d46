import { and, asc, desc, eq } from 'drizzle-orm';
import { licenceTierTable, type Licence, type LicenceList } from '@geko/contracts/licences';
import { licenceDevices, licences } from '@geko/db/schema/licences';
import { apiKeys } from '@geko/db/schema/limits';
import { licenceStatus } from '@geko/domain/licence';
import type { Scope } from '../deps.ts';
import { licenceMonths } from './licence-month.ts';

/** The licences of the caller's workspace, newest first, with their devices and what was used of them this month. */
export async function listWorkspaceLicences({ tx, caller, now }: Scope): Promise<LicenceList> {
  const { tenantId, workspaceId } = caller;
  const rows = await tx
    .select({ licence: licences, key: apiKeys })
    .from(licences)
    .innerJoin(
      apiKeys,
      and(
        eq(apiKeys.tenantId, licences.tenantId),
        eq(apiKeys.workspaceId, licences.workspaceId),
        eq(apiKeys.id, licences.id),
      ),
    )
    .where(and(eq(licences.tenantId, tenantId), eq(licences.workspaceId, workspaceId)))
    .orderBy(desc(apiKeys.createdAt), desc(apiKeys.id));
  const devices = await tx
    .select()
    .from(licenceDevices)
    .where(and(eq(licenceDevices.tenantId, tenantId), eq(licenceDevices.workspaceId, workspaceId)))
    .orderBy(asc(licenceDevices.activatedAt), asc(licenceDevices.id));
  const months = await licenceMonths(
    tx,
    { ...caller, now },
    rows.map(({ licence }) => licence),
  );
  return {
    licences: rows.flatMap(({ licence, key }): Licence[] => {
      const thisMonth = months.get(licence.id);
      if (thisMonth === undefined) return [];
      return [
        {
          id: licence.id,
          tier: licence.tier,
          holderEmail: licence.holderEmail,
          lastFour: key.lastFour,
          status: licenceStatus({ ...licence, expiresAt: key.expiresAt }, now),
          source: licence.source,
          createdAt: key.createdAt.toISOString(),
          expiresAt: key.expiresAt?.toISOString() ?? null,
          lastUsedAt: key.lastUsedAt?.toISOString() ?? null,
          seats: licenceTierTable[licence.tier].seats,
          devices: devices.filter(({ licenceId }) => licenceId === licence.id).map(deviceView),
          thisMonth,
        },
      ];
    }),
  };
}

/** A device as it is told. */
export function deviceView({
  id,
  name,
  activatedAt,
  lastSeenAt,
}: typeof licenceDevices.$inferSelect): Licence['devices'][number] {
  return {
    id,
    name,
    activatedAt: activatedAt.toISOString(),
    lastSeenAt: lastSeenAt.toISOString(),
  };
}
