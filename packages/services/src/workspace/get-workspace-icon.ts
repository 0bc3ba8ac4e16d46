import { and, eq } from 'drizzle-orm';
import { AppError } from '@geko/contracts/errors';
import { workspaceIcons } from '@geko/db/schema/tenancy';
import type { Scope } from '../deps.ts';

/** The workspace's picture, a WebP; NOT_FOUND when it has none. */
export async function getWorkspaceIcon({
  tx,
  caller,
}: Scope): Promise<{ id: string; image: Uint8Array }> {
  const [icon] = await tx
    .select({ id: workspaceIcons.id, image: workspaceIcons.image })
    .from(workspaceIcons)
    .where(
      and(
        eq(workspaceIcons.tenantId, caller.tenantId),
        eq(workspaceIcons.workspaceId, caller.workspaceId),
      ),
    );
  if (!icon) throw new AppError('NOT_FOUND');
  return icon;
}
