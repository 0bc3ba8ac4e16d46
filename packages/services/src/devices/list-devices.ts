import { and, desc, eq } from 'drizzle-orm';
import type { DeviceList } from '@geko/contracts/devices';
import { workspaceDevices } from '@geko/db/schema/devices';
import { users } from '@geko/db/schema/identity';
import type { Scope } from '../deps.ts';

/** As many as are listed; workspaces are of people, not of fleets. */
const MOST_LISTED = 500;

/** The machines of the workspace for whoever configures its models, to everybody else their own; the last seen first. */
export async function listDevices({ tx, caller }: Scope): Promise<DeviceList> {
  const scope = caller.permissions.has('model:configure') ? 'workspace' : 'own';
  const rows = await tx
    .select({ device: workspaceDevices, userName: users.name })
    .from(workspaceDevices)
    .innerJoin(users, eq(users.id, workspaceDevices.userId))
    .where(
      and(
        eq(workspaceDevices.tenantId, caller.tenantId),
        eq(workspaceDevices.workspaceId, caller.workspaceId),
        scope === 'own' ? eq(workspaceDevices.userId, caller.userId) : undefined,
      ),
    )
    .orderBy(desc(workspaceDevices.lastSeenAt), desc(workspaceDevices.id))
    .limit(MOST_LISTED);
  return {
    scope,
    devices: rows.map(({ device, userName }) => ({
      id: device.id,
      name: device.name,
      platform: device.platform,
      version: device.version,
      userId: device.userId,
      userName,
      isOwn: device.userId === caller.userId,
      firstSeenAt: device.firstSeenAt.toISOString(),
      lastSeenAt: device.lastSeenAt.toISOString(),
      models: device.models,
    })),
  };
}
