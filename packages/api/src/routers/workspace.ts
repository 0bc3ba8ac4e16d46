import { z } from 'zod';
import { Done, MyWorkspace } from '@geko/contracts/auth';
import { TransferWorkspace } from '@geko/contracts/members';
import {
  CreateTenant,
  CreateWorkspace,
  RemovedWorkspace,
  RemoveWorkspace,
  RenameWorkspace,
  SetWorkspaceIcon,
  Workspace,
} from '@geko/contracts/workspace';
import { unwritten } from '../unwritten.ts';
import { InWorkspace } from '@geko/contracts/workspace';
import { createWorkspace } from '@geko/services/workspace/create-workspace';
import { getWorkspace } from '@geko/services/workspace/get-workspace';
import { listWorkspaces } from '@geko/services/workspace/list-workspaces';
import { renameWorkspace } from '@geko/services/workspace/rename-workspace';
import { switchWorkspace } from '@geko/services/workspace/switch-workspace';
import { permitted, router, signedInProcedure } from '../trpc.ts';

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
    .mutation(() => unwritten()),

  transfer: permitted('workspace:transfer')
    .input(TransferWorkspace)
    .output(Done)
    .mutation(() => unwritten()),

  remove: permitted('workspace:delete')
    .input(RemoveWorkspace)
    .output(RemovedWorkspace)
    .mutation(() => unwritten()),

  listRemoved: signedInProcedure.output(z.array(RemovedWorkspace)).query(() => unwritten()),

  restore: signedInProcedure
    .input(InWorkspace)
    .output(Done)
    .mutation(() => unwritten()),

  createTenant: signedInProcedure
    .input(CreateTenant)
    .output(MyWorkspace)
    .mutation(() => unwritten()),

  switch: permitted('workspace:view')
    .output(Done)
    .mutation(async ({ ctx }) => {
      await switchWorkspace(ctx.scope);
      return { ok: true as const };
    }),
});
