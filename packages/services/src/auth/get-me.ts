import type { Me } from '@geko/contracts/auth';
import type { Deps, Principal } from '../deps.ts';
import { listWorkspaces } from '../workspace/list-workspaces.ts';

/** The signed-in person and their workspaces. */
export async function getMe(deps: Pick<Deps, 'db'>, principal: Principal): Promise<Me> {
  const workspaces = await listWorkspaces(deps.db, { userId: principal.userId });
  const last = principal.lastWorkspaceId;
  return {
    id: principal.userId,
    email: principal.email,
    name: principal.name,
    platformRole: principal.platformRole,
    avatarId: principal.avatarId,
    locale: principal.locale,
    timeZone: principal.timeZone,
    isEmailVerified: principal.isEmailVerified,
    deleteAfter: principal.deleteAfter?.toISOString() ?? null,
    lastWorkspaceId: workspaces.some((w) => w.id === last) ? last : (workspaces[0]?.id ?? null),
    workspaces,
  };
}
