import type { Me } from '@geko/contracts/auth';
import type { Deps, Principal } from '../deps.ts';
import { listPlanNames } from '../plans/list-plans.ts';
import { listWorkspaces } from '../workspace/list-workspaces.ts';

/** The signed-in person and their workspaces; for an access token only its own. */
export async function getMe(deps: Pick<Deps, 'db'>, principal: Principal): Promise<Me> {
  const [all, planNames] = await Promise.all([
    listWorkspaces(deps.db, { userId: principal.userId }),
    listPlanNames(deps.db),
  ]);
  const only = principal.onlyWorkspaceId;
  const workspaces = only === null ? all : all.filter(({ id }) => id === only);
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
    planNames,
  };
}
