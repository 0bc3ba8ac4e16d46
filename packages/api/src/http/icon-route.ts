import { Id } from '@geko/contracts/ids';
import { assertPermitted, inWorkspace } from '@geko/services/access/in-workspace';
import type { Deps } from '@geko/services/deps';
import { getWorkspaceIcon } from '@geko/services/workspace/get-workspace-icon';
import { requirePrincipal } from '../context.ts';
import { pictureResponse } from './picture-response.ts';
import { respond } from './respond.ts';

/** GET /api/icons/:workspace?v=…: the picture of a workspace, for its members. */
export function handleIcon(deps: Deps, request: Request, workspace: string): Promise<Response> {
  return respond(deps, request, async (context) => {
    const me = await requirePrincipal(context);
    await context.countOperations(me);
    const { userId, onlyWorkspaceId } = me;
    const who = { userId, onlyWorkspaceId, workspaceId: Id.parse(workspace) };
    const icon = await inWorkspace(deps, { ...who, request: context.request }, (scope) => {
      assertPermitted(scope.caller, 'workspace:view');
      return getWorkspaceIcon(scope);
    });
    return pictureResponse(request, icon, context.request);
  });
}
