import { z } from 'zod';
import { Done, MyWorkspace } from '@geko/contracts/auth';
import { TransferWorkspace } from '@geko/contracts/members';
import {
  CreateTenant,
  CreateWorkspace,
  InWorkspace,
  RemovedWorkspace,
  RemoveWorkspace,
  RenameWorkspace,
  SetWorkspaceIcon,
  Workspace,
} from '@geko/contracts/workspace';
import { createTenant } from '@geko/services/workspace/create-tenant';
import { createWorkspace } from '@geko/services/workspace/create-workspace';
import { getWorkspace } from '@geko/services/workspace/get-workspace';
import { listWorkspaces } from '@geko/services/workspace/list-workspaces';
import { removeWorkspace } from '@geko/services/workspace/remove-workspace';
import {
  listRemovedWorkspaces,
  restoreWorkspace,
} from '@geko/services/workspace/removed-workspaces';
import { renameWorkspace } from '@geko/services/workspace/rename-workspace';
import { setWorkspaceIcon } from '@geko/services/workspace/set-workspace-icon';
import { switchWorkspace } from '@geko/services/workspace/switch-workspace';
import { transferWorkspace } from '@geko/services/workspace/transfer-workspace';
import { permitted, proven, router, signedInProcedure } from '../trpc.ts';

const DONE = { ok: true } as const;

export const workspaceRouter = router({
  list: signedInProcedure
    .output(z.array(MyWorkspace))
    .query(({ ctx }) => listWorkspaces(ctx.deps.db, { userId: ctx.me.userId })),

  get: permitted('workspace:view')
    .output(Workspace)
    .query(({ ctx }) => getWorkspace(ctx.scope)),

  create: permitted('workspace:config')
    .input(CreateWorkspace)
    .output(Workspace)
    .mutation(({ ctx, input }) => createWorkspace(ctx.scope, input)),

  rename: permitted('workspace:config')
    .input(RenameWorkspace)
    .output(Workspace)
    .mutation(({ ctx, input }) => renameWorkspace(ctx.scope, input)),

  setIcon: permitted('workspace:config')
    .input(SetWorkspaceIcon)
    .output(Workspace)
    .mutation(({ ctx, input }) => setWorkspaceIcon(ctx.scope, input)),

  transfer: proven('workspace:transfer')
    .input(TransferWorkspace)
    .output(Done)
    .mutation(async ({ ctx, input }) => {
      await transferWorkspace(ctx.scope, ctx.deps, input);
      return DONE;
    }),

  remove: proven('workspace:delete')
    .input(RemoveWorkspace)
    .output(RemovedWorkspace)
    .mutation(({ ctx }) => removeWorkspace(ctx.scope, ctx.deps)),

  listRemoved: signedInProcedure
    .output(z.array(RemovedWorkspace))
    .query(({ ctx }) => listRemovedWorkspaces(ctx.deps, ctx.me)),

  restore: signedInProcedure
    .input(InWorkspace)
    .output(Done)
    .mutation(async ({ ctx, input }) => {
      const { userId } = ctx.me;
      await restoreWorkspace(ctx.deps, { userId, request: ctx.request }, input);
      return DONE;
    }),

  createTenant: signedInProcedure
    .input(CreateTenant)
    .output(MyWorkspace)
    .mutation(({ ctx, input }) => {
      const { userId } = ctx.me;
      return createTenant(ctx.deps, { userId, request: ctx.request }, input);
    }),

  switch: permitted('workspace:view')
    .output(Done)
    .mutation(async ({ ctx }) => {
      await switchWorkspace(ctx.scope);
      return DONE;
    }),
});
