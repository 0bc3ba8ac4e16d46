import { and, eq } from 'drizzle-orm';
import type { ForgetDevice } from '@geko/contracts/devices';
import { AppError } from '@geko/contracts/errors';
import { workspaceDevices } from '@geko/db/schema/devices';
import type { Scope } from '../deps.ts';

/**
 * Takes a machine off the list, until it tells of itself again: one's own, or anybody's for whoever configures models.
 * @throws AppError NOT_FOUND
 */
export async function forgetDevice(
  { tx, caller }: Scope,
  { userId, device }: Pick<ForgetDevice, 'userId' | 'device'>,
): Promise<void> {
  const mayForget = userId === caller.userId || caller.permissions.has('model:configure');
  const gone = mayForget
    ? await tx
        .delete(workspaceDevices)
        .where(
          and(
            eq(workspaceDevices.tenantId, caller.tenantId),
            eq(workspaceDevices.workspaceId, caller.workspaceId),
            eq(workspaceDevices.userId, userId),
            eq(workspaceDevices.id, device),
          ),
        )
        .returning({ id: workspaceDevices.id })
    : [];
  if (gone.length === 0) throw new AppError('NOT_FOUND');
}
