import { Done } from '@geko/contracts/auth';
import { TransferWorkspace } from '@geko/contracts/members';
import {
  CreateWorkspace,
  InWorkspace,
  RemovedWorkspace,
  RemoveWorkspace,
  RenameWorkspace,
  Workspace,
  WorkspaceList,
} from '@geko/contracts/workspace';
import { z } from 'zod';
import type { Permission } from '@geko/contracts/permissions';
import { asProgram } from '@geko/services/access/authenticate-program';
import { assertPermitted } from '@geko/services/access/in-workspace';
import { assertProof } from '@geko/services/account/assert-proof';
import type { CallsDeps } from '@geko/services/calls/complete-call';
import type { Scope } from '@geko/services/deps';
import { createWorkspace } from '@geko/services/workspace/create-workspace';
import { getWorkspace } from '@geko/services/workspace/get-workspace';
import { removeWorkspace } from '@geko/services/workspace/remove-workspace';
import { renameWorkspace } from '@geko/services/workspace/rename-workspace';
import { transferWorkspace } from '@geko/services/workspace/transfer-workspace';
import { forPerson, forWorkspace, type PersonCall, type RestRow } from './rest-row.ts';

const tag = 'Workspaces';
const workspaceId = '$WORKSPACE_ID';
const proofDetails =
  'By access token alone, and with the password again; who has none signs in less than ten minutes before.';

export const workspaceRows: readonly RestRow[] = [
  forWorkspace({
    method: 'GET',
    path: '/workspaces',
    operationId: 'listWorkspaces',
    tag,
    summary: 'The workspaces that this key or token is for',
    details: 'Each is for one. All workspaces of a person come with their sign-in.',
    scope: 'workspace',
    permission: 'workspace:view',
    input: z.object({}),
    output: WorkspaceList,
    example: {},
    run: async (scope) => ({ workspaces: [await getWorkspace(scope)] }),
  }),
  forWorkspace({
    method: 'POST',
    path: '/workspaces',
    operationId: 'createWorkspace',
    tag,
    summary: 'Create another workspace of the same company',
    scope: 'workspace',
    permission: 'workspace:config',
    input: CreateWorkspace.omit({ workspaceId: true }),
    output: Workspace,
    status: 201,
    example: { name: 'Research' },
    run: (scope, input) =>
      createWorkspace(scope, { ...input, workspaceId: scope.caller.workspaceId }),
  }),
  forWorkspace({
    method: 'GET',
    path: '/workspaces/{workspaceId}',
    operationId: 'getWorkspace',
    tag,
    summary: 'A workspace, its plan and what the caller may do there',
    scope: 'workspace',
    permission: 'workspace:view',
    input: InWorkspace,
    output: Workspace,
    example: { workspaceId },
    run: (scope) => getWorkspace(scope),
  }),
  forWorkspace({
    method: 'PATCH',
    path: '/workspaces/{workspaceId}',
    operationId: 'renameWorkspace',
    tag,
    summary: 'Rename a workspace',
    scope: 'workspace',
    permission: 'workspace:config',
    input: RenameWorkspace,
    output: Workspace,
    example: { workspaceId, name: 'Engineering' },
    run: (scope, input) => renameWorkspace(scope, input),
  }),
  forPerson({
    method: 'POST',
    path: '/workspaces/{workspaceId}/transfer',
    operationId: 'transferWorkspace',
    tag,
    summary: 'Hand a workspace to another member',
    details: proofDetails,
    permission: 'workspace:transfer',
    input: TransferWorkspace,
    output: Done,
    refusals: ['INVALID_CREDENTIALS', 'CONFIRM_IDENTITY'],
    example: { workspaceId, userId: '$MEMBER_ID', password: '$PASSWORD' },
    run: async (deps, call, input) => {
      await proven(deps, call, input, 'workspace:transfer', (scope) =>
        transferWorkspace(scope, deps, input),
      );
      return { ok: true as const };
    },
  }),
  forPerson({
    method: 'POST',
    path: '/workspaces/{workspaceId}/remove',
    operationId: 'removeWorkspace',
    tag,
    summary: 'Remove a workspace',
    details: `Out of sight at once, deleted for good after 30 days; until then an owner brings it back in the web app. ${proofDetails}`,
    permission: 'workspace:delete',
    input: RemoveWorkspace,
    output: RemovedWorkspace,
    refusals: ['INVALID_CREDENTIALS', 'CONFIRM_IDENTITY'],
    example: { workspaceId, password: '$PASSWORD' },
    run: (deps, call, input) =>
      proven(deps, call, input, 'workspace:delete', (scope) => removeWorkspace(scope, deps)),
  }),
];

/** As the web app's procedures of this kind: who may not do it at all is told so before their password is looked at. */
async function proven<T>(
  deps: CallsDeps,
  { program, request, me }: PersonCall,
  proof: { password?: string | null | undefined },
  permission: Permission,
  verb: (scope: Scope) => Promise<T>,
): Promise<T> {
  const guarded = <U>(run: (scope: Scope) => Promise<U>) =>
    asProgram(
      deps,
      program,
      request,
      (scope) => {
        assertPermitted(scope.caller, permission);
        return run(scope);
      },
      { keepsRole: false },
    );
  await guarded(() => Promise.resolve());
  await assertProof(deps, me, proof);
  return guarded(verb);
}
